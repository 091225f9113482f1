package dev.armature.engine.share;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.access.AccessPolicy;
import dev.armature.engine.access.Caller;
import dev.armature.engine.audit.AuditEvent;
import dev.armature.engine.audit.AuditKind;
import dev.armature.engine.query.SeenRecords;
import dev.armature.engine.record.Ids;
import dev.armature.engine.sql.Locks;
import dev.armature.engine.sql.Sql;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.metadata.definition.Right;
import dev.armature.metadata.expression.Environment;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.problem.Problem;
import java.sql.Connection;
import java.time.Clock;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/**
 * Shares single records: who may change a record by their own roles lets others see it, or change
 * it, whose roles' conditions do not. What is shared with somebody is not theirs to share.
 * Thread-safe.
 */
public final class Shares {

    /** With how many users and groups a record may be shared. */
    static final int MOST = 100;

    private final TenantDatabase database;
    private final AccessPolicy access;
    private final Ids ids;
    private final Clock clock;

    public Shares(TenantDatabase database, AccessPolicy access, Ids ids, Clock clock) {
        this.database = database;
        this.access = access;
        this.ids = ids;
        this.clock = clock;
    }

    /** With whom a record is shared at the moment, by name. */
    public List<Share> list(Caller caller, ObjectModel object, UUID record) {
        return database.transaction(
                caller.tenantId(),
                connection -> {
                    requireOwn(connection, caller, object, record);
                    return shares(connection, object, record, clock.instant());
                });
    }

    private static List<Share> shares(
            Connection connection, ObjectModel object, UUID record, Instant now) {
        return Sql.of(
                        Share.SELECT,
                        " where ",
                        of(object, record),
                        " and (s.expires_at is null or s.expires_at > ",
                        Sql.value(now, ColumnType.TIMESTAMPTZ),
                        ") order by name, s.id")
                .all(connection, Share::read);
    }

    private static Sql of(ObjectModel object, UUID record) {
        return hangsOn("s", object, record);
    }

    /** Whether a row of a table hangs on a record. */
    static Sql hangsOn(String row, ObjectModel object, UUID record) {
        return Sql.of(
                row + ".tenant_id = ",
                Sql.number(object.tenant().tenant().value()),
                " and " + row + ".object_id = ",
                Sql.number(object.id()),
                " and " + row + ".record_id = ",
                Sql.value(record, ColumnType.UUID));
    }

    /** Shares a record, or changes how it is shared with the same user or group. */
    public Share share(Caller caller, ObjectModel object, UUID record, ObjectNode json) {
        Instant now = clock.instant();
        return database.transaction(
                caller.tenantId(),
                connection -> {
                    requireOwn(connection, caller, object, record);
                    NewShare wanted = NewShare.read(json, now);
                    requireRoom(connection, object, record, now);
                    UUID id = write(connection, caller, object, record, wanted);
                    Share made =
                            shares(connection, object, record, now).stream()
                                    .filter(share -> share.id().equals(id))
                                    .findFirst()
                                    .orElseThrow();
                    noted(AuditKind.RECORD_SHARED, caller, object, record, made, connection);
                    return made;
                });
    }

    private static void noted(
            AuditKind kind,
            Caller caller,
            ObjectModel object,
            UUID record,
            Share share,
            Connection connection) {
        AuditEvent.by(caller.userId(), kind, record)
                .with("object", object.name())
                .with(
                        share.user() == null ? "group" : "user",
                        share.user() == null
                                ? Objects.toString(share.group(), "")
                                : share.user().toString())
                .with("access", share.writes() ? "write" : "read")
                .with("expiresAt", share.expiresAt() == null ? "" : share.expiresAt().toString())
                .write(connection, caller.tenantId());
    }

    /** Those that are over make room; whoever shares at the same moment waits. */
    private static void requireRoom(
            Connection connection, ObjectModel object, UUID record, Instant now) {
        Locks.hold(connection, "shares/%d/%s".formatted(object.tenant().tenant().value(), record));
        Sql.of(
                        "delete from record_share s where ",
                        of(object, record),
                        " and s.expires_at <= ",
                        Sql.value(now, ColumnType.TIMESTAMPTZ))
                .execute(connection);
        if (shares(connection, object, record, now).size() >= MOST) {
            throw EngineException.invalid(
                    ErrorCode.VALIDATION_FAILED,
                    new Problem(
                            "",
                            "limit_exceeded",
                            "A record is shared with at most " + MOST + " users and groups"));
        }
    }

    private UUID write(
            Connection connection,
            Caller caller,
            ObjectModel object,
            UUID record,
            NewShare wanted) {
        Sql tenant = Sql.number(caller.tenantId().value());
        Sql grantee =
                wanted.user() == null
                        ? Sql.of(
                                "null::uuid, (select g.id from user_group g where g.tenant_id = ",
                                tenant,
                                " and g.name = ",
                                Sql.value(wanted.group(), ColumnType.TEXT),
                                ")")
                        : Sql.of(
                                "(select u.id from user_account u where u.tenant_id = ",
                                tenant,
                                " and u.active and u.id = ",
                                Sql.value(wanted.user(), ColumnType.UUID),
                                "), null::uuid");
        return Sql.of(
                        "insert into record_share (tenant_id, object_id, record_id, id, created_by, writes, expires_at, user_id, group_id) select * from (select ",
                        Sql.join(
                                ", ",
                                List.of(
                                        tenant,
                                        Sql.number(object.id()),
                                        Sql.value(record, ColumnType.UUID),
                                        Sql.value(ids.next(), ColumnType.UUID),
                                        Sql.value(caller.userId(), ColumnType.UUID),
                                        Sql.value(wanted.writes(), ColumnType.BOOLEAN),
                                        Sql.value(wanted.expiresAt(), ColumnType.TIMESTAMPTZ),
                                        grantee)),
                        ") n(t, o, r, i, c, w, e, u, g) where n.u is not null or n.g is not null",
                        " on conflict (tenant_id, object_id, record_id, grantee_id) do update set writes = excluded.writes, expires_at = excluded.expires_at, created_by = excluded.created_by, created_at = now() returning id")
                .first(connection, row -> row.getObject(1, UUID.class))
                .orElseThrow(() ->
                        EngineException.invalid(
                                ErrorCode.VALIDATION_FAILED,
                                new Problem(
                                        wanted.user() == null ? "/group" : "/user",
                                        "reference_not_found",
                                        wanted.user() == null
                                                ? "There is no such group"
                                                : "There is no such user who may sign in")));
    }

    /** Ends a share at once. */
    public void end(Caller caller, ObjectModel object, UUID record, UUID id) {
        database.transaction(
                caller.tenantId(),
                connection -> {
                    requireOwn(connection, caller, object, record);
                    Sql one =
                            Sql.of(
                                    of(object, record),
                                    " and s.id = ",
                                    Sql.value(id, ColumnType.UUID));
                    Share share =
                            Sql.of(Share.SELECT, " where ", one)
                                    .first(connection, Share::read)
                                    .orElseThrow(() -> EngineException.notFound("The share " + id));
                    noted(AuditKind.SHARE_ENDED, caller, object, record, share, connection);
                    return Sql.of("delete from record_share s where ", one).execute(connection);
                });
    }

    /**
     * Refuses who may not change a record by their own roles.
     *
     * @throws EngineException {@code not_found} when they do not see it
     */
    void requireOwn(Connection connection, Caller caller, ObjectModel object, UUID record) {
        access.requireSeen(caller, object);
        Environment environment = caller.environment(clock.instant());
        Sql id = Sql.value(record, ColumnType.UUID);
        if (SeenRecords.one(object, environment, id).first(connection, row -> 1).isEmpty()) {
            throw EngineException.notFound("The " + object.name() + " " + record);
        }
        access.require(caller, object, Right.UPDATE);
        boolean own =
                SeenRecords.results(
                                object,
                                environment,
                                record,
                                Collections.singletonList(
                                        caller.grants(object.tenant())
                                                .condition(object, Right.UPDATE)))
                        .first(connection, row -> row.getBoolean(2))
                        .orElse(false);
        if (!own) {
            throw new EngineException(
                    ErrorCode.FORBIDDEN,
                    "Who may change this record of \"%s\" by a role of theirs shares it"
                            .formatted(object.name()));
        }
    }
}
