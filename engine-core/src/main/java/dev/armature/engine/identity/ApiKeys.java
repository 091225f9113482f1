package dev.armature.engine.identity;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.access.Caller;
import dev.armature.engine.audit.AuditEvent;
import dev.armature.engine.audit.AuditKind;
import dev.armature.engine.sql.Sql;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.json.Attributes;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.problem.Problems;
import dev.armature.metadata.tenant.Tenant;
import dev.armature.metadata.tenant.TenantId;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * API keys: with one a program acts as a user, within the key's scopes, until it is revoked or
 * expires. Only a hash of each is kept. Thread-safe.
 */
public final class ApiKeys {

    private static final String PREFIX = "arm_";
    private static final int MAX_NAME = 100;
    private static final int MOST_OF_A_USER = 100;
    private static final String COLUMNS =
            "id, user_id, name, scopes, created_at, created_by, expires_at, last_used_at";

    /** With the requests of this calendar month, as far as nodes have written them down. */
    private static final String COLUMNS_AND_USE =
            COLUMNS
                    + ", (select coalesce(sum(u.requests), 0) from api_key_usage u where u.tenant_id = api_key.tenant_id and u.key_id = api_key.id"
                    + " and u.month = date_trunc('month', now() at time zone 'UTC')::date) as requests";

    private final TenantDatabase database;
    private final TenantDirectory tenants;
    private final Callers callers;
    private final Supplier<UUID> ids;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    public ApiKeys(
            TenantDatabase database,
            TenantDirectory tenants,
            Callers callers,
            Supplier<UUID> ids,
            Clock clock) {
        this.database = database;
        this.tenants = tenants;
        this.callers = callers;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * What is told of a key.
     *
     * @param requestsThisMonth made by it in this calendar month, in UTC
     */
    public record ApiKey(
            UUID id,
            UUID userId,
            String name,
            Scopes scopes,
            Instant createdAt,
            UUID createdBy,
            @Nullable Instant expiresAt,
            @Nullable Instant lastUsedAt,
            long requestsThisMonth) {

        private static ApiKey read(ResultSet row) throws SQLException {
            return read(row, 0);
        }

        private static ApiKey withUse(ResultSet row) throws SQLException {
            return read(row, row.getLong("requests"));
        }

        private static ApiKey read(ResultSet row, long requests) throws SQLException {
            return new ApiKey(
                    row.getObject("id", UUID.class),
                    row.getObject("user_id", UUID.class),
                    row.getString("name"),
                    new Scopes(Set.of((String[]) row.getArray("scopes").getArray())),
                    row.getObject("created_at", OffsetDateTime.class).toInstant(),
                    row.getObject("created_by", UUID.class),
                    instant(row, "expires_at"),
                    instant(row, "last_used_at"),
                    requests);
        }

        private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
            OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
            return at == null ? null : at.toInstant();
        }

        /** As it is answered in its tenant. */
        public ObjectNode toJson(Tenant tenant) {
            ObjectNode json =
                    Json.object()
                            .put("id", id.toString())
                            .put("user", userId.toString())
                            .put("name", name)
                            .put("prefix", PREFIX + SecretToken.prefix(tenant.uid(), id));
            ArrayNode words = json.putArray("scopes");
            scopes.sorted().forEach(words::add);
            return json.put("createdAt", createdAt.toString())
                    .put("createdBy", createdBy.toString())
                    .put("expiresAt", expiresAt == null ? null : expiresAt.toString())
                    .put("lastUsedAt", lastUsedAt == null ? null : lastUsedAt.toString())
                    .put("requestsThisMonth", requestsThisMonth);
        }
    }

    /**
     * A key that was made.
     *
     * @param text what a program sends; it is told this once
     */
    public record Made(ApiKey key, String text) {}

    private record Wanted(
            String name, Scopes scopes, @Nullable Instant expiresAt, @Nullable UUID user) {}

    /** Whether a token has the form of a key. */
    static boolean isKey(String token) {
        return token.startsWith(PREFIX);
    }

    /**
     * Makes a key by {@code {name, scopes, expiresAt?, user?}}; only administrators make them for
     * other users.
     */
    public Made create(Caller caller, ObjectNode body) {
        Problems problems = new Problems();
        Wanted wanted = read(Attributes.of(body, "", problems));
        problems.throwIfAny(ErrorCode.VALIDATION_FAILED);
        if (wanted.scopes.allowsProvisioning() && !caller.isAdministrator()) {
            throw new EngineException(
                    ErrorCode.FORBIDDEN, "Only an administrator makes keys that provision users");
        }
        UUID user = wanted.user == null ? caller.userId() : wanted.user;
        if (!user.equals(caller.userId())) {
            requireUser(caller, user);
        }
        SecretToken token = SecretToken.fresh(caller.tenant().uid(), ids.get(), random);
        ApiKey made =
                database.transaction(
                        caller.tenantId(),
                        connection -> {
                            requireRoom(connection, caller.tenantId(), user);
                            AuditEvent.by(caller.userId(), AuditKind.API_KEY_CREATED, token.id())
                                    .with("name", wanted.name)
                                    .with("user", user.toString())
                                    .with("scopes", String.join(" ", wanted.scopes.sorted()))
                                    .write(connection, caller.tenantId());
                            return insert(connection, caller, user, wanted, token);
                        });
        return new Made(made, PREFIX + token.text());
    }

    private void requireUser(Caller caller, UUID user) {
        if (!caller.isAdministrator()) {
            throw new EngineException(
                    ErrorCode.FORBIDDEN, "Only an administrator makes keys for other users");
        }
        if (callers.find(caller.tenant(), user).isEmpty()) {
            throw EngineException.notFound("The user " + user);
        }
    }

    private Wanted read(Attributes attributes) {
        String name = attributes.text("name", MAX_NAME);
        Scopes scopes = Scopes.read(attributes);
        Instant expiresAt = attributes.optionalMomentAfter("expiresAt", clock.instant());
        UUID user = user(attributes);
        attributes.finish();
        return new Wanted(name, scopes, expiresAt, user);
    }

    private static @Nullable UUID user(Attributes attributes) {
        String written = attributes.optionalText("user", 40);
        try {
            return written == null ? null : UUID.fromString(written);
        } catch (IllegalArgumentException e) {
            attributes
                    .problems()
                    .add(attributes.pointer("user"), "invalid_id", "A user's id is expected");
            return null;
        }
    }

    private static void requireRoom(Connection connection, TenantId tenant, UUID user) {
        Room.require(
                connection,
                Sql.of(
                        "api_key where tenant_id = ",
                        Sql.number(tenant.value()),
                        " and user_id = ",
                        Sql.value(user, ColumnType.UUID),
                        " and revoked_at is null"),
                MOST_OF_A_USER,
                "A user has at most %d keys; revoke some first");
    }

    private static ApiKey insert(
            Connection connection, Caller caller, UUID user, Wanted wanted, SecretToken token)
            throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement(
                        "insert into api_key (tenant_id, id, user_id, created_by, name, scopes, expires_at, key_hash) values (?, ?, ?, ?, ?, ?, ?::timestamptz, ?) returning "
                                + COLUMNS)) {
            insert.setInt(1, caller.tenantId().value());
            insert.setObject(2, token.id());
            insert.setObject(3, user);
            insert.setObject(4, caller.userId());
            insert.setString(5, wanted.name);
            insert.setArray(6, connection.createArrayOf("text", wanted.scopes.sorted().toArray()));
            insert.setString(7, wanted.expiresAt == null ? null : wanted.expiresAt.toString());
            insert.setBytes(8, token.hash());
            try (ResultSet row = insert.executeQuery()) {
                row.next();
                return ApiKey.read(row);
            }
        }
    }

    /**
     * The keys that were not revoked, the newest first.
     *
     * @param user whose, or null for all of the tenant
     */
    public List<ApiKey> list(TenantId tenant, @Nullable UUID user) {
        Sql sql =
                Sql.of(
                        "select ",
                        COLUMNS_AND_USE,
                        " from api_key where ",
                        kept(tenant, user),
                        " order by created_at desc, id limit 10000");
        return database.transaction(tenant, connection -> sql.all(connection, ApiKey::withUse));
    }

    /** One key: of the caller's own, or of anybody's for administrators. */
    public ApiKey required(Caller caller, UUID id) {
        Sql sql = Sql.of("select ", COLUMNS_AND_USE, " from api_key where ", reached(caller, id));
        return database.transaction(
                        caller.tenantId(), connection -> sql.first(connection, ApiKey::withUse))
                .orElseThrow(() -> EngineException.notFound("The API key " + id));
    }

    private static Sql kept(TenantId tenant, @Nullable UUID user) {
        return Sql.of(
                "tenant_id = ",
                Sql.number(tenant.value()),
                user == null ? "" : Sql.of(" and user_id = ", Sql.value(user, ColumnType.UUID)),
                " and revoked_at is null");
    }

    private static Sql reached(Caller caller, UUID id) {
        return Sql.of(
                kept(caller.tenantId(), caller.isAdministrator() ? null : caller.userId()),
                " and id = ",
                Sql.value(id, ColumnType.UUID));
    }

    /** Ends a key, within seconds: one of the caller's own, or anybody's for administrators. */
    public void revoke(Caller caller, UUID id) {
        Sql update = Sql.of("update api_key set revoked_at = now() where ", reached(caller, id));
        boolean revoked =
                database.transaction(
                        caller.tenantId(),
                        connection -> {
                            if (update.execute(connection) == 0) {
                                return false;
                            }
                            AuditEvent.by(caller.userId(), AuditKind.API_KEY_REVOKED, id)
                                    .write(connection, caller.tenantId());
                            return true;
                        });
        if (!revoked) {
            throw EngineException.notFound("The API key " + id);
        }
    }

    /** Who acts by a key, if it holds. */
    Optional<Entrant> find(String text) {
        SecretToken token = SecretToken.parse(text.substring(PREFIX.length()));
        Tenant tenant =
                token == null
                        ? null
                        : tenants.find(token.tenantUid()).filter(Tenant::active).orElse(null);
        if (token == null || tenant == null) {
            return Optional.empty();
        }
        return database.transaction(tenant.id(), connection -> use(connection, tenant, token))
                .flatMap(key ->
                        callers.find(tenant, key.userId)
                                .map(caller ->
                                        new Entrant(
                                                caller, null, key.id, scopes(key, caller), false)));
    }

    // Administrators give the right to provision: to whom they like, and to themselves as long as
    // they are administrators.
    private static Scopes scopes(ApiKey key, Caller caller) {
        return caller.isAdministrator() || !key.createdBy.equals(key.userId)
                ? key.scopes
                : key.scopes.withoutProvisioning();
    }

    // When it was used is kept to the minute, so that a busy key is not written all the time.
    private Optional<ApiKey> use(Connection connection, Tenant tenant, SecretToken token) {
        Sql place =
                Sql.of(
                        " where tenant_id = ",
                        Sql.number(tenant.id().value()),
                        " and id = ",
                        Sql.value(token.id(), ColumnType.UUID));
        Optional<ApiKey> key =
                token.find(
                        connection,
                        Sql.of(
                                "select key_hash, ",
                                COLUMNS,
                                " from api_key",
                                place,
                                " and revoked_at is null and (expires_at is null or expires_at > ",
                                Sql.value(clock.instant(), ColumnType.TIMESTAMPTZ),
                                ")"),
                        ApiKey::read);
        if (key.isPresent()) {
            Sql.of(
                            "update api_key set last_used_at = now()",
                            place,
                            " and (last_used_at is null or last_used_at < now() - interval '1 minute')")
                    .execute(connection);
        }
        return key;
    }
}
