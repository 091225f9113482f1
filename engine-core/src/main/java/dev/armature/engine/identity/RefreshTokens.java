package dev.armature.engine.identity;

import dev.armature.engine.audit.AuditEvent;
import dev.armature.engine.audit.AuditKind;
import dev.armature.engine.record.Ids;
import dev.armature.engine.sql.Sql;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.tenant.TenantId;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;

/**
 * Refresh tokens: random, good for one use, only their hash kept. All that came of one sign-in are
 * a family; a token that is used again was copied, and ends its family. Thread-safe.
 */
final class RefreshTokens {

    /** How long a token waits to be used. */
    static final Duration LIFETIME = Duration.ofDays(30);

    /** How long a sign-in lasts, however often it is used (ASVS 5.0, 7.3.2). */
    static final Duration LONGEST = Duration.ofDays(90);

    private final Ids ids;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    RefreshTokens(Ids ids, Clock clock) {
        this.ids = ids;
        this.clock = clock;
    }

    /** What a token that was good led to. */
    record Used(UUID userId, UUID familyId) {}

    String issue(Connection connection, TenantId tenant, UUID tenantUid, UUID userId, UUID familyId)
            throws SQLException {
        SecretToken token = SecretToken.fresh(tenantUid, ids.next(), random);
        String sql =
                "insert into refresh_token (tenant_id, id, family_id, user_id, token_hash, expires_at) values (?, ?, ?, ?, ?, ?)";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setInt(1, tenant.value());
            statement.setObject(2, token.id());
            statement.setObject(3, familyId);
            statement.setObject(4, userId);
            statement.setBytes(5, token.hash());
            statement.setObject(6, clock.instant().plus(LIFETIME).atOffset(ZoneOffset.UTC));
            statement.executeUpdate();
        }
        return token.text();
    }

    /**
     * Uses a token up. Empty when it is not good; one that was used before takes its family with
     * it.
     */
    Optional<Used> use(Connection connection, TenantId tenant, SecretToken token)
            throws SQLException {
        String sql =
                """
                select t.family_id, t.user_id, t.token_hash, t.used_at, s.ended_at is null and t.expires_at > ? and s.created_at > ? as alive
                from refresh_token t
                join sign_in s on s.tenant_id = t.tenant_id and s.id = t.family_id
                where t.tenant_id = ? and t.id = ?
                for update of t
                """;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            Instant now = clock.instant();
            statement.setObject(1, now.atOffset(ZoneOffset.UTC));
            statement.setObject(2, now.minus(LONGEST).atOffset(ZoneOffset.UTC));
            statement.setInt(3, tenant.value());
            statement.setObject(4, token.id());
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next() || !token.matches(row.getBytes("token_hash"))) {
                    return Optional.empty();
                }
                Used used =
                        new Used(
                                row.getObject("user_id", UUID.class),
                                row.getObject("family_id", UUID.class));
                if (row.getObject("used_at") != null) {
                    revokeFamily(connection, tenant, used.familyId);
                    AuditEvent.by(used.userId, AuditKind.SESSION_ENDED, used.familyId)
                            .with("how", "a refresh token was used twice")
                            .write(connection, tenant);
                    return Optional.empty();
                }
                if (!row.getBoolean("alive")) {
                    return Optional.empty();
                }
                markUsed(connection, tenant, token.id(), used.familyId);
                return Optional.of(used);
            }
        }
    }

    // The sign-in is used by it as well.
    private static void markUsed(Connection connection, TenantId tenant, UUID id, UUID family) {
        Sql.of(
                        "update refresh_token set used_at = now() where tenant_id = ",
                        Sql.number(tenant.value()),
                        " and id = ",
                        Sql.value(id, ColumnType.UUID))
                .execute(connection);
        Sql.of(
                        "update sign_in set used_at = now() where tenant_id = ",
                        Sql.number(tenant.value()),
                        " and id = ",
                        Sql.value(family, ColumnType.UUID))
                .execute(connection);
    }

    static void revokeFamily(Connection connection, TenantId tenant, UUID familyId) {
        Sql.of(
                        "update sign_in set ended_at = now() where tenant_id = ",
                        Sql.number(tenant.value()),
                        " and id = ",
                        Sql.value(familyId, ColumnType.UUID),
                        " and ended_at is null")
                .execute(connection);
    }
}
