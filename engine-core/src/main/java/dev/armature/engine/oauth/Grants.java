package dev.armature.engine.oauth;

import dev.armature.engine.identity.AppScopes;
import dev.armature.engine.sql.Sql;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.tenant.TenantId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What apps were let in by, in a transaction of its tenant. Stateless. */
final class Grants {

    private Grants() {}

    /**
     * A grant to be.
     *
     * @param session the session that it ends with, or null where it goes on without the person
     * @param code what the browser carries to the app, or null where the app came by itself
     */
    record Fresh(
            UUID id,
            UUID appId,
            UUID userId,
            AppScopes scopes,
            @Nullable UUID session,
            @Nullable Instant signedInAt,
            @Nullable Code code) {}

    /**
     * A code, and what it is bound to.
     *
     * @param challenge the SHA-256 of what the app has to know (RFC 7636)
     */
    record Code(
            byte[] hash,
            Instant expiresAt,
            String redirectUri,
            String challenge,
            @Nullable String nonce) {}

    static void begin(Connection connection, TenantId tenant, Fresh grant) throws SQLException {
        Code code = grant.code;
        try (PreparedStatement insert =
                connection.prepareStatement(
                        "insert into oauth_grant (tenant_id, id, app_id, user_id, scopes, session_id, signed_in_at, code_hash, code_expires_at, redirect_uri, code_challenge, nonce) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
            insert.setInt(1, tenant.value());
            insert.setObject(2, grant.id);
            insert.setObject(3, grant.appId);
            insert.setObject(4, grant.userId);
            insert.setArray(5, connection.createArrayOf("text", grant.scopes.sorted().toArray()));
            insert.setObject(6, grant.session);
            insert.setObject(
                    7, grant.signedInAt == null ? null : grant.signedInAt.atOffset(ZoneOffset.UTC));
            insert.setBytes(8, code == null ? null : code.hash);
            insert.setObject(9, code == null ? null : code.expiresAt.atOffset(ZoneOffset.UTC));
            insert.setString(10, code == null ? null : code.redirectUri);
            insert.setString(11, code == null ? null : code.challenge);
            insert.setString(12, code == null ? null : code.nonce);
            insert.executeUpdate();
        }
    }

    /** Ends one: its refresh tokens at once, its access tokens within seconds. */
    static boolean end(Connection connection, TenantId tenant, UUID id) {
        return Sql.of(
                                "update oauth_grant set ended_at = now() where tenant_id = ",
                                Sql.number(tenant.value()),
                                " and id = ",
                                Sql.value(id, ColumnType.UUID),
                                " and ended_at is null")
                        .execute(connection)
                > 0;
    }

    /**
     * Ends all of an app.
     *
     * @param userId for whom it acted, or null for all users
     */
    static void endAll(Connection connection, TenantId tenant, UUID appId, @Nullable UUID userId) {
        Sql.of(
                        "update oauth_grant set ended_at = now() where tenant_id = ",
                        Sql.number(tenant.value()),
                        " and app_id = ",
                        Sql.value(appId, ColumnType.UUID),
                        userId == null
                                ? ""
                                : Sql.of(" and user_id = ", Sql.value(userId, ColumnType.UUID)),
                        " and ended_at is null")
                .execute(connection);
    }
}
