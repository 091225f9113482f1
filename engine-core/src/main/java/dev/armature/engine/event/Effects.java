package dev.armature.engine.event;

import dev.armature.engine.record.Cause;
import dev.armature.engine.sql.Sql;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.metadata.definition.RuleDefinition.Operation;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.tenant.TenantId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Keeps effects and reads the events they came of. Thread-safe. */
public final class Effects {

    private static final int MAX_ERROR = 1_000;

    private final TenantDatabase database;

    public Effects(TenantDatabase database) {
        this.database = database;
    }

    /** The event of an effect; empty when it has been purged. */
    public Optional<Event> event(TenantId tenant, long eventId) {
        Sql sql =
                Sql.of(
                        "select o.id, o.object_id, o.record_id, o.version, o.operation, o.cause, h.actor, o.at from outbox o ",
                        "left join record_history h on h.tenant_id = o.tenant_id and h.object_id = o.object_id and h.record_id = o.record_id and h.version = o.version ",
                        "where o.tenant_id = ",
                        Sql.number(tenant.value()),
                        " and o.id = ",
                        Sql.number(eventId));
        List<Event> found = new ArrayList<>();
        database.query(
                tenant,
                sql,
                row -> {
                    if (row.next()) {
                        found.add(read(row));
                    }
                });
        return found.stream().findFirst();
    }

    private static Event read(ResultSet row) throws SQLException {
        return new Event(
                row.getLong(1),
                row.getInt(2),
                row.getObject(3, UUID.class),
                row.getInt(4),
                operation(row.getString(5)),
                Cause.fromJson(Json.read(row.getString(6))),
                row.getObject(7, UUID.class),
                row.getObject(8, OffsetDateTime.class).toInstant());
    }

    static Operation operation(String word) {
        return switch (word) {
            case "create" -> Operation.CREATE;
            case "delete" -> Operation.DELETE;
            default -> Operation.UPDATE;
        };
    }

    /**
     * Adds effects within a transaction of their tenant; those that are there already stay as they
     * are.
     */
    public void add(
            Connection connection,
            TenantId tenant,
            long eventId,
            List<EventConsumer.Wanted> wanted) {
        if (!wanted.isEmpty()) {
            Sql.of(
                            "insert into effect (tenant_id, event_id, kind, target) select ",
                            Sql.number(tenant.value()),
                            "::int, ",
                            Sql.number(eventId),
                            ", n.kind, n.target from unnest(",
                            Sql.array(
                                    wanted.stream().map(EventConsumer.Wanted::kind).toList(),
                                    ColumnType.TEXT),
                            ", ",
                            Sql.array(
                                    wanted.stream().map(EventConsumer.Wanted::target).toList(),
                                    ColumnType.TEXT),
                            ") as n(kind, target) on conflict do nothing")
                    .execute(connection);
        }
    }

    /**
     * Marks an effect done within the transaction that does it.
     *
     * @return false when it was done already; the transaction must then do nothing
     */
    public boolean complete(Connection connection, Effect effect) {
        return Sql.of(
                                "update effect set done_at = now(), error = null where ",
                                is(effect),
                                " and done_at is null")
                        .execute(connection)
                == 1;
    }

    /** Notes why an effect failed and when it is tried again. */
    void failed(Effect effect, String error, Duration delay) {
        update(
                effect,
                Sql.of(
                        "update effect set error = ",
                        text(error),
                        ", next_attempt_at = now() + make_interval(secs => ",
                        Sql.number((int) delay.toSeconds()),
                        ") where ",
                        is(effect)));
    }

    /** Gives an effect up until somebody looks at it. */
    void park(Effect effect, String error) {
        update(
                effect,
                Sql.of(
                        "update effect set error = ",
                        text(error),
                        ", parked_at = now() where ",
                        is(effect)));
    }

    private void update(Effect effect, Sql sql) {
        database.transaction(effect.tenant(), sql::execute);
    }

    private static Sql text(String error) {
        return Sql.value(
                error.length() <= MAX_ERROR ? error : error.substring(0, MAX_ERROR),
                ColumnType.TEXT);
    }

    private static Sql is(Effect effect) {
        return Sql.of(
                "tenant_id = ",
                Sql.number(effect.tenant().value()),
                " and event_id = ",
                Sql.number(effect.eventId()),
                " and kind = ",
                Sql.value(effect.kind(), ColumnType.TEXT),
                " and target = ",
                Sql.value(effect.target(), ColumnType.TEXT));
    }
}
