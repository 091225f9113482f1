package dev.armature.engine.identity;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.access.Caller;
import dev.armature.engine.audit.AuditEvent;
import dev.armature.engine.audit.AuditKind;
import dev.armature.engine.sql.Sql;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.tenant.TenantId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The sign-ins of users that still hold: where and with what each was begun, and how it is ended.
 * Thread-safe.
 */
public final class Sessions {

    private static final int MOST_LISTED = 200;

    private final TenantDatabase database;
    private final Clock clock;

    public Sessions(TenantDatabase database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** A sign-in that holds. */
    public record Session(
            UUID id,
            String address,
            @Nullable String userAgent,
            Instant createdAt,
            Instant lastUsedAt) {

        private static Session read(ResultSet row) throws SQLException {
            return new Session(
                    row.getObject("id", UUID.class),
                    row.getString("address"),
                    row.getString("user_agent"),
                    row.getObject("created_at", OffsetDateTime.class).toInstant(),
                    row.getObject("used_at", OffsetDateTime.class).toInstant());
        }

        /**
         * As it is answered.
         *
         * @param current the session that is asked with
         */
        public ObjectNode toJson(@Nullable UUID current) {
            return Json.object()
                    .put("id", id.toString())
                    .put("address", address)
                    .put("userAgent", userAgent)
                    .put("createdAt", createdAt.toString())
                    .put("lastUsedAt", lastUsedAt.toString())
                    .put("current", id.equals(current));
        }
    }

    /**
     * Begins one.
     *
     * @param own whether nobody but its person can have begun it
     * @param provider the provider that has vouched for its person; null for who gave a password
     */
    static void begin(
            Connection connection,
            TenantId tenant,
            UUID id,
            UUID userId,
            Visitor visitor,
            boolean own,
            @Nullable UUID provider) {
        Sql.of(
                        "insert into sign_in (tenant_id, id, user_id, address, user_agent, own, provider_id) values (",
                        Sql.join(
                                ", ",
                                List.of(
                                        Sql.number(tenant.value()),
                                        Sql.value(id, ColumnType.UUID),
                                        Sql.value(userId, ColumnType.UUID),
                                        Sql.value(visitor.address(), ColumnType.TEXT),
                                        Sql.value(visitor.userAgent(), ColumnType.TEXT),
                                        Sql.value(own, ColumnType.BOOLEAN),
                                        Sql.value(provider, ColumnType.UUID))),
                        ")")
                .execute(connection);
    }

    /**
     * When somebody proved who they are, to begin a session.
     *
     * @throws EngineException {@code not_found} when there is no such session
     */
    public Instant beganAt(TenantId tenant, UUID id) {
        Sql sql =
                Sql.of(
                        "select created_at from sign_in where tenant_id = ",
                        Sql.number(tenant.value()),
                        " and id = ",
                        Sql.value(id, ColumnType.UUID));
        return database.transaction(
                tenant,
                connection ->
                        sql.first(
                                        connection,
                                        row -> row.getObject(1, OffsetDateTime.class).toInstant())
                                .orElseThrow(() -> EngineException.notFound("The session " + id)));
    }

    /** Those of a user, the one used last first. */
    public List<Session> list(TenantId tenant, UUID userId) {
        Sql sql =
                Sql.of(
                        "select id, address, user_agent, created_at, used_at from sign_in where tenant_id = ",
                        Sql.number(tenant.value()),
                        " and user_id = ",
                        Sql.value(userId, ColumnType.UUID),
                        " and ended_at is null and used_at > ",
                        Sql.value(
                                clock.instant().minus(RefreshTokens.LIFETIME),
                                ColumnType.TIMESTAMPTZ),
                        " order by used_at desc, id limit ",
                        Sql.number(MOST_LISTED));
        return database.transaction(tenant, connection -> sql.all(connection, Session::read));
    }

    /**
     * Ends one session of a user: its refresh tokens at once, its access token within seconds.
     *
     * @throws EngineException {@code not_found} when they have no such session
     */
    public void end(Caller by, UUID userId, UUID id) {
        TenantId tenant = by.tenantId();
        boolean ended =
                database.transaction(
                        tenant,
                        connection -> {
                            Sql wanted = Sql.of("id = ", Sql.value(id, ColumnType.UUID));
                            if (end(connection, tenant, userId, wanted) == 0) {
                                return false;
                            }
                            AuditEvent.by(by.userId(), AuditKind.SESSION_ENDED, id)
                                    .with("user", userId.toString())
                                    .write(connection, tenant);
                            return true;
                        });
        if (!ended) {
            throw EngineException.notFound("The session " + id);
        }
    }

    /**
     * Ends all sessions of a user.
     *
     * @param current the session that stays, or null for none
     */
    public void endAll(Caller by, UUID userId, @Nullable UUID current) {
        database.transaction(
                by.tenantId(),
                connection -> {
                    AuditEvent.by(by.userId(), AuditKind.SESSIONS_ENDED, userId)
                            .write(connection, by.tenantId());
                    return endAllBut(connection, by.tenantId(), userId, current);
                });
    }

    /**
     * @param current the session that stays, or null for none
     */
    static int endAllBut(
            Connection connection, TenantId tenant, UUID userId, @Nullable UUID current) {
        if (current == null) {
            // Nothing that somebody else may have let in stays.
            AppGrants.endAll(connection, tenant, userId);
        }
        return end(
                connection,
                tenant,
                userId,
                Sql.of("id is distinct from ", Sql.value(current, ColumnType.UUID)));
    }

    private static int end(Connection connection, TenantId tenant, UUID userId, Sql condition) {
        return Sql.of(
                        "update sign_in set ended_at = now() where tenant_id = ",
                        Sql.number(tenant.value()),
                        " and user_id = ",
                        Sql.value(userId, ColumnType.UUID),
                        " and ended_at is null and ",
                        condition)
                .execute(connection);
    }
}
