package dev.armature.engine.identity;

import dev.armature.engine.access.Caller;
import dev.armature.engine.mail.LetterKind;
import dev.armature.engine.mail.Letters;
import dev.armature.engine.mail.MailQueue;
import dev.armature.engine.sql.Sql;
import dev.armature.metadata.tenant.Tenant;
import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Letters to users about their accounts, in their language or that of their tenant. Thread-safe.
 */
public final class Post {

    /** How long a notice is worth sending. */
    private static final Duration NEWS = Duration.ofDays(3);

    private final Letters letters;
    private final MailQueue queue;
    private final Clock clock;

    public Post(Letters letters, MailQueue queue, Clock clock) {
        this.letters = letters;
        this.queue = queue;
        this.clock = clock;
    }

    String link(String path, String secret) {
        return letters.link(path, secret);
    }

    /** Tells somebody what has happened. */
    void tell(
            Connection connection,
            Tenant tenant,
            Addressee user,
            LetterKind kind,
            Map<String, String> values) {
        send(connection, tenant, user, kind, values, clock.instant().plus(NEWS));
    }

    /** The same to somebody who is known already. */
    public void tell(
            Connection connection, Caller caller, LetterKind kind, Map<String, String> values) {
        tell(
                connection,
                caller.tenant(),
                new Addressee(caller.userId(), caller.email(), caller.name(), caller.locale()),
                kind,
                values);
    }

    /** Tells all administrators of a tenant what has happened. */
    public void tellAdministrators(
            Connection connection, Tenant tenant, LetterKind kind, Map<String, String> values) {
        Sql.of(
                        Addressee.SELECT,
                        " where tenant_id = ",
                        Sql.number(tenant.id().value()),
                        " and active and 'administrator' = any(roles) order by id")
                .all(connection, Addressee::read)
                .forEach(user -> tell(connection, tenant, user, kind, values));
    }

    /**
     * Sends them something, with the names of both filled in.
     *
     * @param usefulUntil after which it is not sent any more
     */
    void send(
            Connection connection,
            Tenant tenant,
            Addressee user,
            LetterKind kind,
            Map<String, String> values,
            Instant usefulUntil) {
        Map<String, String> all = new HashMap<>(values);
        all.put("name", user.name());
        all.put("tenant", tenant.name());
        queue.add(
                connection,
                tenant.id(),
                user.id(),
                letters.write(
                        kind,
                        user.email(),
                        Objects.requireNonNullElse(user.locale(), tenant.locale()),
                        all),
                usefulUntil);
    }

    /** Sends an invitation to somebody who is no user yet. */
    void invite(Connection connection, Caller by, Invitation invitation, String secret) {
        Tenant tenant = by.tenant();
        queue.add(
                connection,
                tenant.id(),
                null,
                letters.write(
                        LetterKind.INVITATION,
                        invitation.email(),
                        Objects.requireNonNullElse(invitation.locale(), tenant.locale()),
                        Map.of(
                                "inviter",
                                by.name(),
                                "tenant",
                                tenant.name(),
                                "link",
                                letters.link("/invitation", secret),
                                "days",
                                Long.toString(Invitations.LIFETIME.toDays()))),
                invitation.expiresAt());
    }
}
