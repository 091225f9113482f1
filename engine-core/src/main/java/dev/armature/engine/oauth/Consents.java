package dev.armature.engine.oauth;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.access.Caller;
import dev.armature.engine.audit.AuditEvent;
import dev.armature.engine.audit.AuditKind;
import dev.armature.engine.identity.AppScopes;
import dev.armature.engine.sql.Sql;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.tenant.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What people let apps do for them, until they take it back. Thread-safe. */
public final class Consents {

    private final TenantDatabase database;

    public Consents(TenantDatabase database) {
        this.database = database;
    }

    /** What a person let an app do. */
    public record Consent(
            UUID appId,
            String name,
            AppScopes scopes,
            Instant givenAt,
            @Nullable Instant lastUsedAt) {

        private static Consent read(ResultSet row) throws SQLException {
            OffsetDateTime used = row.getObject("last_used_at", OffsetDateTime.class);
            return new Consent(
                    row.getObject("app_id", UUID.class),
                    row.getString("name"),
                    AppScopes.of(row.getArray("scopes")),
                    row.getObject("given_at", OffsetDateTime.class).toInstant(),
                    used == null ? null : used.toInstant());
        }

        /** As it is answered. */
        public ObjectNode toJson() {
            ObjectNode json = Json.object().put("app", appId.toString()).put("name", name);
            scopes.sorted().forEach(json.putArray("scopes")::add);
            return json.put("givenAt", givenAt.toString())
                    .put("lastUsedAt", lastUsedAt == null ? null : lastUsedAt.toString());
        }
    }

    /** What a person let an app do, if anything. */
    Optional<AppScopes> find(Caller caller, UUID appId) {
        Sql sql = Sql.of("select scopes from oauth_consent", of(caller, appId));
        return database.transaction(
                caller.tenantId(),
                connection -> sql.first(connection, row -> AppScopes.of(row.getArray(1))));
    }

    private static Sql of(Caller caller, UUID appId) {
        return Sql.of(
                " where tenant_id = ",
                Sql.number(caller.tenantId().value()),
                " and user_id = ",
                Sql.value(caller.userId(), ColumnType.UUID),
                " and app_id = ",
                Sql.value(appId, ColumnType.UUID));
    }

    /** Lets an app do what it asks for, beside what it was let do before. */
    void give(Caller caller, App app, AppScopes scopes) {
        Set<String> words = new HashSet<>(scopes.words());
        find(caller, app.id()).ifPresent(before -> words.addAll(before.words()));
        TenantId tenant = caller.tenantId();
        Sql upsert =
                Sql.of(
                        "insert into oauth_consent (tenant_id, user_id, app_id, scopes) values (",
                        Sql.join(
                                ", ",
                                List.of(
                                        Sql.number(tenant.value()),
                                        Sql.value(caller.userId(), ColumnType.UUID),
                                        Sql.value(app.id(), ColumnType.UUID),
                                        Sql.array(new AppScopes(words).sorted(), ColumnType.TEXT))),
                        ") on conflict (tenant_id, user_id, app_id) do update set scopes = excluded.scopes, given_at = now()");
        database.transaction(
                tenant,
                connection -> {
                    upsert.execute(connection);
                    AuditEvent.by(caller.userId(), AuditKind.OAUTH_CONSENT_GIVEN, app.id())
                            .with("name", app.name())
                            .with("scopes", scopes.text())
                            .write(connection, tenant);
                    return true;
                });
    }

    /** The apps that may act for a person, by name. */
    public List<Consent> list(Caller caller) {
        Sql sql =
                Sql.of(
                        """
                        select c.app_id, a.name, c.scopes, c.given_at,
                            (select max(g.used_at) from oauth_grant g where g.tenant_id = c.tenant_id and g.user_id = c.user_id and g.app_id = c.app_id and g.code_used_at is not null) as last_used_at
                        from oauth_consent c join oauth_app a on a.tenant_id = c.tenant_id and a.id = c.app_id
                        where a.deleted_at is null
                        """,
                        " and c.tenant_id = ",
                        Sql.number(caller.tenantId().value()),
                        " and c.user_id = ",
                        Sql.value(caller.userId(), ColumnType.UUID),
                        " order by lower(a.name), a.id");
        return database.transaction(
                caller.tenantId(), connection -> sql.all(connection, Consent::read));
    }

    /**
     * Takes back what a person let an app do: within seconds it can do nothing for them.
     *
     * @throws EngineException {@code not_found} when it was let do nothing
     */
    public void revoke(Caller caller, UUID appId) {
        TenantId tenant = caller.tenantId();
        boolean revoked =
                database.transaction(
                        tenant,
                        connection -> {
                            int deleted =
                                    Sql.of("delete from oauth_consent", of(caller, appId))
                                            .execute(connection);
                            if (deleted == 0) {
                                return false;
                            }
                            Grants.endAll(connection, tenant, appId, caller.userId());
                            AuditEvent.by(caller.userId(), AuditKind.OAUTH_CONSENT_REVOKED, appId)
                                    .write(connection, tenant);
                            return true;
                        });
        if (!revoked) {
            throw EngineException.notFound("The app " + appId);
        }
    }
}
