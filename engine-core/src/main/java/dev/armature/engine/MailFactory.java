package dev.armature.engine;

import dev.armature.engine.identity.Aside;
import dev.armature.engine.identity.Post;
import dev.armature.engine.mail.Letters;
import dev.armature.engine.mail.MailQueue;
import dev.armature.engine.mail.MailSender;
import dev.armature.engine.mail.Mailer;
import dev.armature.engine.outbound.Destinations;
import dev.armature.engine.outbound.OutboundClient;
import dev.armature.engine.outbound.OutboundHosts;
import dev.armature.engine.record.Ids;
import dev.armature.engine.secret.SecretBox;
import dev.armature.engine.site.PublicUrl;
import dev.armature.engine.sql.TenantDatabase;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Property;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.time.Clock;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/** Wires letters and calls to others. */
@Factory
@Requires(beans = Installation.class)
final class MailFactory {

    @Singleton
    Letters letters(PublicUrl url) {
        return new Letters(url);
    }

    @Singleton
    MailQueue mailQueue(SecretBox box, Ids ids) {
        return new MailQueue(box, ids);
    }

    @Singleton
    Mailer mailer(Installation installation) {
        return Mailer.of(installation.mail());
    }

    @Context
    @Bean(preDestroy = "close")
    MailSender mailSender(TenantDatabase database, SecretBox box, Mailer mailer) {
        return new MailSender(database, box, mailer);
    }

    @Context
    @Bean(preDestroy = "close")
    OutboundClient outboundClient(
            @Property(name = "armature.outbound.hosts") @Nullable String hosts) {
        OutboundHosts allowed = hosts == null ? OutboundHosts.NONE : OutboundHosts.parse(hosts);
        return new OutboundClient(
                new Destinations(allowed), (SSLSocketFactory) SSLSocketFactory.getDefault());
    }

    @Singleton
    Post post(Letters letters, MailQueue queue, Clock clock) {
        return new Post(letters, queue, clock);
    }

    @Singleton
    @Bean(preDestroy = "close")
    Aside aside() {
        return new Aside();
    }
}
