package dev.armature.engine.identity;

import dev.armature.engine.sql.Sql;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.tenant.Tenant;
import dev.armature.metadata.tenant.TenantId;
import java.sql.Connection;
import java.util.Optional;
import java.util.UUID;

/** Whether what an app of others was let in by still holds. Stateless. */
final class AppGrants {

    private AppGrants() {}

    /**
     * What the app may do by a token: what it was let do, bounded by what it is registered for now.
     * Empty when nothing holds any more.
     */
    static Optional<AppScopes> scopes(
            TenantDatabase database, Tenant tenant, AccessTokens.Claims claims) {
        AccessTokens.OfApp app = claims.app();
        if (app == null) {
            return Optional.empty();
        }
        // A grant without a code is one of the service user, as long as the app has that one.
        Sql sql =
                Sql.of(
                        """
                        select a.scopes from oauth_grant g
                        join oauth_app a on a.tenant_id = g.tenant_id and a.id = g.app_id
                        where g.ended_at is null and a.deleted_at is null
                            and (g.code_hash is not null or a.service_user_id = g.user_id)
                            and (g.session_id is null or exists (select from sign_in s where s.tenant_id = g.tenant_id and s.id = g.session_id and s.ended_at is null))
                        """,
                        " and g.tenant_id = ",
                        Sql.number(tenant.id().value()),
                        " and g.id = ",
                        Sql.value(claims.familyId(), ColumnType.UUID),
                        " and g.app_id = ",
                        Sql.value(app.appId(), ColumnType.UUID),
                        " and g.user_id = ",
                        Sql.value(claims.userId(), ColumnType.UUID));
        return database.transaction(
                        tenant.id(),
                        connection -> sql.first(connection, row -> AppScopes.of(row.getArray(1))))
                .map(bounds -> app.scopes().within(bounds));
    }

    /** Ends all that apps were let in by for a user; what was allowed stays remembered. */
    static void endAll(Connection connection, TenantId tenant, UUID userId) {
        Sql.of(
                        "update oauth_grant set ended_at = now() where tenant_id = ",
                        Sql.number(tenant.value()),
                        " and user_id = ",
                        Sql.value(userId, ColumnType.UUID),
                        " and ended_at is null")
                .execute(connection);
    }
}
