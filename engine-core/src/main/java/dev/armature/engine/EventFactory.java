package dev.armature.engine;

import dev.armature.engine.access.AccessPolicy;
import dev.armature.engine.event.Effects;
import dev.armature.engine.event.EventLoop;
import dev.armature.engine.identity.Callers;
import dev.armature.engine.identity.Entrances;
import dev.armature.engine.identity.Post;
import dev.armature.engine.identity.TenantDirectory;
import dev.armature.engine.live.ChangeTeller;
import dev.armature.engine.live.LiveChanges;
import dev.armature.engine.live.LiveLimits;
import dev.armature.engine.outbound.OutboundClient;
import dev.armature.engine.record.Ids;
import dev.armature.engine.record.RecordWriter;
import dev.armature.engine.rule.AfterCommitRules;
import dev.armature.engine.rule.RuleSets;
import dev.armature.engine.secret.SecretBox;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.engine.webhook.WebhookParts;
import dev.armature.engine.webhook.WebhookSender;
import dev.armature.metadata.change.TenantModels;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Property;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Wires what happens after a commit: events, rules, webhooks, live changes. */
@Factory
@Requires(beans = Installation.class)
final class EventFactory {

    @Singleton
    Effects effects(TenantDatabase database) {
        return new Effects(database);
    }

    @Singleton
    AfterCommitRules afterCommitRules(
            RuleSets ruleSets,
            TenantModels models,
            TenantDatabase database,
            Effects effects,
            RecordWriter writer,
            TenantDirectory tenants,
            Callers callers) {
        return new AfterCommitRules(ruleSets, models, database, effects, writer, tenants, callers);
    }

    @Context
    @Bean(preDestroy = "close")
    EventLoop eventLoop(
            TenantDatabase database,
            TenantModels models,
            Effects effects,
            AfterCommitRules rules,
            WebhookParts webhooks) {
        return new EventLoop(
                database,
                models,
                effects,
                List.of(rules),
                List.of(webhooks.follower()),
                rules.handlers());
    }

    @Singleton
    ChangeTeller changeTeller(
            TenantDatabase database,
            TenantModels models,
            AccessPolicy access,
            Installation installation,
            Clock clock) {
        return new ChangeTeller(database, models, access, liveSecret(installation), clock);
    }

    private static byte[] liveSecret(Installation installation) {
        return installation.masterKey().derive("live");
    }

    @Singleton
    @Bean(preDestroy = "close")
    WebhookParts webhookParts(
            TenantDatabase database,
            TenantModels models,
            AccessPolicy access,
            TenantDirectory tenants,
            Callers callers,
            ChangeTeller teller,
            OutboundClient client,
            SecretBox box,
            Post post,
            Ids ids,
            Clock clock) {
        return new WebhookParts(
                new WebhookParts.Tools(
                        database, models, access, tenants, callers, teller, client, box, post, ids,
                        clock));
    }

    @Context
    @Bean(preDestroy = "close")
    WebhookSender webhookSender(WebhookParts webhooks) {
        return webhooks.sender();
    }

    @Context
    @Bean(preDestroy = "close")
    LiveChanges liveChanges(
            TenantDatabase database,
            TenantModels models,
            AccessPolicy access,
            Entrances entrances,
            Installation installation,
            Clock clock,
            MeterRegistry meters,
            @Property(name = "armature.streams.node") @Nullable Integer node,
            @Property(name = "armature.streams.tenant") @Nullable Integer tenant,
            @Property(name = "armature.streams.user") @Nullable Integer user) {
        LiveChanges live =
                new LiveChanges(
                        database,
                        models,
                        access,
                        entrances,
                        LiveLimits.of(
                                Objects.requireNonNullElse(node, LiveLimits.DEFAULT_NODE),
                                Objects.requireNonNullElse(tenant, LiveLimits.DEFAULT_TENANT),
                                Objects.requireNonNullElse(user, LiveLimits.DEFAULT_USER)),
                        liveSecret(installation),
                        clock);
        Gauge.builder("armature.live.streams", live, LiveChanges::open).register(meters);
        return live;
    }
}
