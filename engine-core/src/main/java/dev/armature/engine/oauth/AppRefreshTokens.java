package dev.armature.engine.oauth;

import dev.armature.engine.identity.SecretToken;
import dev.armature.engine.sql.Sql;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.tenant.TenantId;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Refresh tokens of apps: random, good for one use, only their hash kept. One that is used again
 * was copied, and ends its grant. Thread-safe.
 */
final class AppRefreshTokens {

    /** How long a token waits to be used. */
    static final Duration LIFETIME = Duration.ofDays(30);

    /** How long a grant lasts, however often it is used (ASVS 5.0, 10.4.8). */
    static final Duration LONGEST = Duration.ofDays(365);

    private final Supplier<UUID> ids;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    AppRefreshTokens(Supplier<UUID> ids, Clock clock) {
        this.ids = ids;
        this.clock = clock;
    }

    private record Row(GrantUse.Held held, boolean used, boolean alive) {}

    String issue(Connection connection, Clients.Client client, UUID grantId) throws SQLException {
        SecretToken token = SecretToken.fresh(client.id().tenantUid(), ids.get(), random);
        try (PreparedStatement insert =
                connection.prepareStatement(
                        "insert into oauth_refresh_token (tenant_id, id, grant_id, token_hash, expires_at) values (?, ?, ?, ?, ?)")) {
            insert.setInt(1, client.tenant().id().value());
            insert.setObject(2, token.id());
            insert.setObject(3, grantId);
            insert.setBytes(4, token.hash());
            insert.setObject(5, clock.instant().plus(LIFETIME).atOffset(ZoneOffset.UTC));
            insert.executeUpdate();
        }
        return token.text();
    }

    /** Uses a token up. Empty when it is not good; one that was used before ends its grant. */
    Optional<GrantUse.Held> use(Connection connection, Clients.Client client, SecretToken token) {
        TenantId tenant = client.tenant().id();
        Row row = row(connection, client, token).orElse(null);
        if (row == null) {
            return Optional.empty();
        }
        if (row.used) {
            GrantUse.copied(connection, tenant, row.held, "a refresh token was used twice");
            return Optional.empty();
        }
        if (!row.alive) {
            return Optional.empty();
        }
        mark(connection, tenant, "oauth_refresh_token", token.id());
        mark(connection, tenant, "oauth_grant", row.held.grantId());
        return Optional.of(row.held.withoutNonce());
    }

    /** The grant of a token that could still be used. */
    Optional<GrantUse.Held> find(Connection connection, Clients.Client client, SecretToken token) {
        return row(connection, client, token).filter(row -> row.alive && !row.used).map(Row::held);
    }

    private Optional<Row> row(Connection connection, Clients.Client client, SecretToken token) {
        Instant now = clock.instant();
        return token.find(
                connection,
                Sql.of(
                        "select t.token_hash, g.id, g.user_id, g.scopes, g.signed_in_at, g.nonce, t.used_at, g.ended_at is null and exists (select from user_account u where u.tenant_id = g.tenant_id and u.id = g.user_id and u.active) and t.expires_at > ",
                        Sql.value(now, ColumnType.TIMESTAMPTZ),
                        " and g.created_at > ",
                        Sql.value(now.minus(LONGEST), ColumnType.TIMESTAMPTZ),
                        " as alive from oauth_refresh_token t join oauth_grant g on g.tenant_id = t.tenant_id and g.id = t.grant_id where t.tenant_id = ",
                        Sql.number(client.tenant().id().value()),
                        " and t.id = ",
                        Sql.value(token.id(), ColumnType.UUID),
                        " and g.app_id = ",
                        Sql.value(client.app().id(), ColumnType.UUID),
                        " for update of t"),
                row ->
                        new Row(
                                GrantUse.Held.read(row),
                                row.getObject("used_at") != null,
                                row.getBoolean("alive")));
    }

    private static void mark(Connection connection, TenantId tenant, String table, UUID id) {
        Sql.of(
                        "update " + table + " set used_at = now() where tenant_id = ",
                        Sql.number(tenant.value()),
                        " and id = ",
                        Sql.value(id, ColumnType.UUID))
                .execute(connection);
    }
}
