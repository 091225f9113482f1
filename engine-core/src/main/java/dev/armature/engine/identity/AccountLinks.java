package dev.armature.engine.identity;

import dev.armature.engine.record.Ids;
import dev.armature.engine.sql.Sql;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.tenant.TenantId;
import java.security.SecureRandom;
import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * Secrets that are sent to somebody's address, each for one purpose, for a while, and good for one
 * use. Only hashes are kept. Thread-safe.
 */
final class AccountLinks {

    private final Ids ids;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    AccountLinks(Ids ids, Clock clock) {
        this.ids = ids;
        this.clock = clock;
    }

    /** What a link is for, and how long it works. */
    enum Purpose {
        /** To set a new password. */
        RESET(Duration.ofMinutes(30)),
        /** To show that the address is its user's. */
        VERIFICATION(Duration.ofHours(24)),
        /** To make the address its user's. */
        CHANGE(Duration.ofHours(2)),
        /** To make it theirs again. */
        RETURN(Duration.ofDays(7));

        private final Duration lifetime;

        Purpose(Duration lifetime) {
            this.lifetime = lifetime;
        }

        Duration lifetime() {
            return lifetime;
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * A link that works.
     *
     * @param email the address that it was sent to
     */
    record Link(UUID id, UUID userId, String email) {}

    /** When a link that is made now stops working. */
    Instant end(Purpose purpose) {
        return clock.instant().plus(purpose.lifetime);
    }

    /** The secret of a new one. */
    String issue(
            Connection connection,
            TenantId tenant,
            UUID tenantUid,
            UUID userId,
            Purpose purpose,
            String email) {
        SecretToken token = SecretToken.fresh(tenantUid, ids.next(), random);
        Sql.of(
                        "insert into account_link (tenant_id, id, user_id, purpose, email, token_hash, expires_at) values (",
                        Sql.join(
                                ", ",
                                List.of(
                                        Sql.number(tenant.value()),
                                        Sql.value(token.id(), ColumnType.UUID),
                                        Sql.value(userId, ColumnType.UUID),
                                        Sql.value(purpose.word(), ColumnType.TEXT),
                                        Sql.value(email, ColumnType.TEXT),
                                        Sql.bytes(token.hash()),
                                        Sql.value(end(purpose), ColumnType.TIMESTAMPTZ))),
                        ")")
                .execute(connection);
        return token.text();
    }

    /** The link of a secret, if it works still. */
    Optional<Link> find(
            Connection connection, TenantId tenant, SecretToken token, Purpose purpose) {
        return token.find(
                connection,
                Sql.of(
                        "select token_hash, id, user_id, email from account_link where ",
                        works(tenant, token.id(), purpose)),
                row ->
                        new Link(
                                row.getObject(2, UUID.class),
                                row.getObject(3, UUID.class),
                                row.getString(4)));
    }

    /** Uses a link up, with all others of its user for the same; false if somebody was first. */
    boolean use(Connection connection, TenantId tenant, Link link, Purpose purpose) {
        boolean used =
                Sql.of(
                                        "update account_link set used_at = now() where ",
                                        works(tenant, link.id, purpose))
                                .execute(connection)
                        == 1;
        if (used) {
            endAll(connection, tenant, link.userId, purpose);
        }
        return used;
    }

    /** Ends what was sent to a user for a purpose. */
    static void endAll(Connection connection, TenantId tenant, UUID userId, Purpose purpose) {
        Sql.of(
                        "update account_link set used_at = now() where tenant_id = ",
                        Sql.number(tenant.value()),
                        " and user_id = ",
                        Sql.value(userId, ColumnType.UUID),
                        " and purpose = ",
                        Sql.value(purpose.word(), ColumnType.TEXT),
                        " and used_at is null")
                .execute(connection);
    }

    /** Ends whatever was sent to a user. */
    static void endEverything(Connection connection, TenantId tenant, UUID userId) {
        for (Purpose purpose : Purpose.values()) {
            endAll(connection, tenant, userId, purpose);
        }
    }

    private Sql works(TenantId tenant, UUID id, Purpose purpose) {
        return Sql.of(
                "tenant_id = ",
                Sql.number(tenant.value()),
                " and id = ",
                Sql.value(id, ColumnType.UUID),
                " and purpose = ",
                Sql.value(purpose.word(), ColumnType.TEXT),
                " and used_at is null and expires_at > ",
                Sql.value(clock.instant(), ColumnType.TIMESTAMPTZ));
    }
}
