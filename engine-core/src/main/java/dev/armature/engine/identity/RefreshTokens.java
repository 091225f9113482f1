package dev.armature.engine.identity;

import dev.armature.engine.audit.AuditEvent;
import dev.armature.engine.audit.AuditKind;
import dev.armature.engine.record.Ids;
import dev.armature.engine.sql.Sql;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.tenant.TenantId;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Refresh tokens: random, good for one use, only their hash kept. All that came of one sign-in are
 * a family; a token that is used again was copied, and ends its family. Thread-safe.
 */
final class RefreshTokens {

    /** How long a token waits to be used. */
    static final Duration LIFETIME = Duration.ofDays(30);

    private static final int SECRET_BYTES = 32;
    private static final int TOKEN_BYTES = 16 + 16 + SECRET_BYTES;

    private final Ids ids;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    RefreshTokens(Ids ids, Clock clock) {
        this.ids = ids;
        this.clock = clock;
    }

    /** A token taken apart; nothing of it is known to be true. */
    record Parsed(UUID tenantUid, UUID id, byte[] secret) {}

    /** What a token that was good led to. */
    record Used(UUID userId, UUID familyId) {}

    static @Nullable Parsed parse(String token) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(token);
            if (bytes.length != TOKEN_BYTES) {
                return null;
            }
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            UUID tenant = new UUID(buffer.getLong(), buffer.getLong());
            UUID id = new UUID(buffer.getLong(), buffer.getLong());
            return new Parsed(
                    tenant, id, Arrays.copyOfRange(bytes, TOKEN_BYTES - SECRET_BYTES, TOKEN_BYTES));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    String issue(Connection connection, TenantId tenant, UUID tenantUid, UUID userId, UUID familyId)
            throws SQLException {
        UUID id = ids.next();
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        String sql =
                "insert into refresh_token (tenant_id, id, family_id, user_id, token_hash, expires_at) values (?, ?, ?, ?, ?, ?)";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setInt(1, tenant.value());
            statement.setObject(2, id);
            statement.setObject(3, familyId);
            statement.setObject(4, userId);
            statement.setBytes(5, hash(secret));
            statement.setObject(6, clock.instant().plus(LIFETIME).atOffset(ZoneOffset.UTC));
            statement.executeUpdate();
        }
        ByteBuffer token = ByteBuffer.allocate(TOKEN_BYTES);
        token.putLong(tenantUid.getMostSignificantBits())
                .putLong(tenantUid.getLeastSignificantBits());
        token.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
        token.put(secret);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(token.array());
    }

    /**
     * Uses a token up. Empty when it is not good; one that was used before takes its family with
     * it.
     */
    Optional<Used> use(Connection connection, TenantId tenant, Parsed token) throws SQLException {
        String sql =
                """
                select t.family_id, t.user_id, t.token_hash, t.used_at, s.ended_at is null and t.expires_at > ? as alive
                from refresh_token t
                join sign_in s on s.tenant_id = t.tenant_id and s.id = t.family_id
                where t.tenant_id = ? and t.id = ?
                for update of t
                """;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, clock.instant().atOffset(ZoneOffset.UTC));
            statement.setInt(2, tenant.value());
            statement.setObject(3, token.id);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()
                        || !MessageDigest.isEqual(row.getBytes("token_hash"), hash(token.secret))) {
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
                markUsed(connection, tenant, token.id, used.familyId);
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

    private static byte[] hash(byte[] secret) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(secret);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
