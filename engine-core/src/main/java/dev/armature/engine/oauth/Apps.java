package dev.armature.engine.oauth;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.access.Caller;
import dev.armature.engine.audit.AuditEvent;
import dev.armature.engine.audit.AuditKind;
import dev.armature.engine.identity.Callers;
import dev.armature.engine.identity.ClientId;
import dev.armature.engine.identity.Room;
import dev.armature.engine.identity.TenantDirectory;
import dev.armature.engine.sql.Sql;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.metadata.digest.Sha256;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.problem.Problem;
import dev.armature.metadata.tenant.Tenant;
import dev.armature.metadata.tenant.TenantId;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The apps of others that a tenant's administrators registered. Only a hash of each secret is kept.
 * Thread-safe.
 */
public final class Apps {

    private static final String SECRET_PREFIX = "arms_";
    private static final int SECRET_BYTES = 32;
    private static final int MOST_OF_A_TENANT = 200;

    private final TenantDatabase database;
    private final TenantDirectory tenants;
    private final Callers callers;
    private final Supplier<UUID> ids;
    private final SecureRandom random = new SecureRandom();

    public Apps(
            TenantDatabase database, TenantDirectory tenants, Callers callers, Supplier<UUID> ids) {
        this.database = database;
        this.tenants = tenants;
        this.callers = callers;
        this.ids = ids;
    }

    /**
     * An app that was registered.
     *
     * @param secret what it proves itself with, told this once; null for one that keeps none, or
     *     has keys of its own
     */
    public record Made(App app, @Nullable String secret) {}

    /** An app with what its secret is known by. */
    record Known(App app, byte @Nullable [] secretHash) {}

    /** An app of a tenant that is not suspended. */
    record Registered(Tenant tenant, ClientId id, Known known) {}

    /** Registers one. */
    public Made create(Caller by, ObjectNode body) {
        AppDraft draft = AppDraft.read(body);
        requireUser(by, draft.serviceUser());
        String secret = draft.confidential() && draft.keys() == null ? freshSecret() : null;
        TenantId tenant = by.tenantId();
        App app =
                database.transaction(
                        tenant,
                        connection -> {
                            requireRoom(connection, tenant);
                            App made = insert(connection, by, draft, secret);
                            noted(AuditKind.OAUTH_APP_CREATED, by, made).write(connection, tenant);
                            return made;
                        });
        return new Made(app, secret);
    }

    private String freshSecret() {
        byte[] bytes = new byte[SECRET_BYTES];
        random.nextBytes(bytes);
        return SECRET_PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** What is kept of a secret. */
    static byte[] hash(String secret) {
        return Sha256.of(secret);
    }

    private void requireUser(Caller by, @Nullable UUID user) {
        if (user != null && callers.find(by.tenant(), user).isEmpty()) {
            throw EngineException.invalid(
                    ErrorCode.VALIDATION_FAILED,
                    new Problem(
                            "/serviceUser",
                            "unknown_option",
                            "There is no such user, or they are switched off"));
        }
    }

    private static void requireRoom(Connection connection, TenantId tenant) {
        Room.require(
                connection,
                Sql.of(
                        "oauth_app where tenant_id = ",
                        Sql.number(tenant.value()),
                        " and deleted_at is null"),
                MOST_OF_A_TENANT,
                "A tenant has at most %d apps; delete some first");
    }

    private App insert(Connection connection, Caller by, AppDraft draft, @Nullable String secret)
            throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement(
                        "insert into oauth_app (tenant_id, id, created_by, name, redirect_uris, scopes, service_user_id, secret_hash, jwks) values (?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb) returning "
                                + App.COLUMNS)) {
            insert.setInt(1, by.tenantId().value());
            insert.setObject(2, ids.get());
            insert.setObject(3, by.userId());
            insert.setString(4, draft.name());
            insert.setArray(5, connection.createArrayOf("text", draft.redirectUris().toArray()));
            insert.setArray(6, connection.createArrayOf("text", draft.scopes().sorted().toArray()));
            insert.setObject(7, draft.serviceUser());
            insert.setBytes(8, secret == null ? null : hash(secret));
            insert.setString(9, draft.keys() == null ? null : draft.keys().text());
            try (ResultSet row = insert.executeQuery()) {
                row.next();
                return App.read(row);
            }
        }
    }

    private static AuditEvent noted(AuditKind kind, Caller by, App app) {
        return AuditEvent.by(by.userId(), kind, app.id())
                .with("name", app.name())
                .with("scopes", app.scopes().text())
                .with("redirectUris", String.join(" ", app.redirectUris()))
                .with("serviceUser", app.serviceUser() == null ? "" : app.serviceUser().toString())
                .with("keys", app.keys() == null ? "" : app.keys().thumbprints());
    }

    /** All of a tenant, by name. */
    public List<App> list(TenantId tenant) {
        Sql sql =
                Sql.of(
                        "select ",
                        App.COLUMNS,
                        " from oauth_app where tenant_id = ",
                        Sql.number(tenant.value()),
                        " and deleted_at is null order by lower(name), id");
        return database.transaction(tenant, connection -> sql.all(connection, App::read));
    }

    /**
     * One of them.
     *
     * @throws EngineException {@code not_found}
     */
    public App required(TenantId tenant, UUID id) {
        return find(tenant, id).map(Known::app).orElseThrow(() -> unknown(id));
    }

    private static EngineException unknown(UUID id) {
        return EngineException.notFound("The app " + id);
    }

    /** The app that comes by a name. */
    Optional<Registered> find(String clientId) {
        ClientId id = ClientId.parse(clientId);
        return id == null
                ? Optional.empty()
                : tenants.find(id.tenantUid())
                        .filter(Tenant::active)
                        .flatMap(tenant ->
                                find(tenant.id(), id.appId())
                                        .map(known -> new Registered(tenant, id, known)));
    }

    Optional<Known> find(TenantId tenant, UUID id) {
        Sql sql = Sql.of("select secret_hash, ", App.COLUMNS, " from oauth_app", there(tenant, id));
        return database.transaction(
                tenant,
                connection ->
                        sql.first(
                                connection,
                                row -> new Known(App.read(row), row.getBytes("secret_hash"))));
    }

    private static Sql there(TenantId tenant, UUID id) {
        return Sql.of(
                " where tenant_id = ",
                Sql.number(tenant.value()),
                " and id = ",
                Sql.value(id, ColumnType.UUID),
                " and deleted_at is null");
    }

    /**
     * Changes one by a merge patch; what it may do no more it may not do within seconds. An app
     * that gets keys has no secret any more.
     */
    public App change(Caller by, UUID id, ObjectNode patch) {
        AppDraft draft = AppDraft.read(required(by.tenantId(), id), patch);
        requireUser(by, draft.serviceUser());
        Sql update =
                Sql.of(
                        "update oauth_app set name = ",
                        Sql.value(draft.name(), ColumnType.TEXT),
                        ", redirect_uris = ",
                        Sql.array(draft.redirectUris(), ColumnType.TEXT),
                        ", scopes = ",
                        Sql.array(draft.scopes().sorted(), ColumnType.TEXT),
                        ", service_user_id = ",
                        Sql.value(draft.serviceUser(), ColumnType.UUID),
                        draft.keys() == null
                                ? Sql.raw("")
                                : Sql.of(
                                        ", secret_hash = null, jwks = ",
                                        Sql.value(draft.keys().text(), ColumnType.JSONB)),
                        there(by.tenantId(), id),
                        " returning ",
                        App.COLUMNS);
        return changed(by, id, update, AuditKind.OAUTH_APP_CHANGED);
    }

    private App changed(Caller by, UUID id, Sql update, AuditKind kind) {
        return database.transaction(
                by.tenantId(),
                connection -> {
                    App app = update.first(connection, App::read).orElseThrow(() -> unknown(id));
                    noted(kind, by, app).write(connection, by.tenantId());
                    return app;
                });
    }

    /**
     * Gives an app another secret, with which the old one ends, or its keys.
     *
     * @return the secret, told this once
     */
    public String renewSecret(Caller by, UUID id) {
        if (!required(by.tenantId(), id).confidential()) {
            throw new EngineException(
                    ErrorCode.STATE_CONFLICT, "The app was registered as one that keeps no secret");
        }
        String secret = freshSecret();
        Sql update =
                Sql.of(
                        "update oauth_app set jwks = null, secret_hash = ",
                        Sql.bytes(hash(secret)),
                        there(by.tenantId(), id));
        database.transaction(
                by.tenantId(),
                connection -> {
                    if (update.execute(connection) == 0) {
                        throw unknown(id);
                    }
                    AuditEvent.by(by.userId(), AuditKind.OAUTH_SECRET_REPLACED, id)
                            .write(connection, by.tenantId());
                    return true;
                });
        return secret;
    }

    /** Deletes one: all that it was let in by ends, and nobody's consent is remembered. */
    public void delete(Caller by, UUID id) {
        TenantId tenant = by.tenantId();
        Sql delete =
                Sql.of(
                        "update oauth_app set deleted_at = now()",
                        there(tenant, id),
                        " returning ",
                        App.COLUMNS);
        database.transaction(
                tenant,
                connection -> {
                    App app = delete.first(connection, App::read).orElseThrow(() -> unknown(id));
                    Grants.endAll(connection, tenant, id, null);
                    Sql.of(
                                    "delete from oauth_consent where tenant_id = ",
                                    Sql.number(tenant.value()),
                                    " and app_id = ",
                                    Sql.value(id, ColumnType.UUID))
                            .execute(connection);
                    noted(AuditKind.OAUTH_APP_DELETED, by, app).write(connection, tenant);
                    return true;
                });
    }
}
