package dev.armature.engine.live;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.sql.BoundRows;
import dev.armature.engine.sql.Sql;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.metadata.database.HomePool;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.tenant.TenantId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;

/** Reads the outbox, and what versions replaced. Thread-safe. */
final class ChangeLog {

    private static final String NEXT =
            "select horizon::text, transaction_id::text, id, tenant_id, object_id, record_id, version, operation, at from live_events(?::xid8, ?, ?)";

    private final TenantDatabase database;

    ChangeLog(TenantDatabase database) {
        this.database = database;
    }

    /**
     * Changes of all tenants, in order.
     *
     * @param end up to where there are no others
     */
    record Page(List<Change> changes, Position end) {}

    /** Where a tenant's changes are. */
    HomePool home(TenantId tenant) {
        return database.home(tenant);
    }

    /** Does something with each home; what fails with one does not stop the others. */
    void eachHome(Consumer<HomePool> work) {
        database.inEachHome(home -> {
            work.accept(home);
            return true;
        });
    }

    /**
     * What comes next, in a home, of what is certain to have nothing before it any more.
     *
     * @param after a place in that home
     */
    Page next(HomePool home, Position after, int atMost) {
        return database.in(home, connection -> next(connection, after, atMost));
    }

    private static Page next(Connection connection, Position after, int atMost)
            throws SQLException {
        List<Change> changes = new ArrayList<>();
        Position horizon = after;
        try (PreparedStatement statement = connection.prepareStatement(NEXT)) {
            statement.setString(1, Long.toUnsignedString(after.transaction()));
            statement.setLong(2, after.id());
            statement.setInt(3, atMost);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    horizon =
                            new Position(after.home(), Long.parseUnsignedLong(row.getString(1)), 0);
                    if (row.getString(2) != null) {
                        changes.add(change(row, after.home(), new TenantId(row.getInt(4))));
                    }
                }
            }
        }
        Position end = changes.size() < atMost ? horizon : changes.getLast().position();
        return new Page(changes, end.isAfter(after) ? end : after);
    }

    /** Where all that is read now in a home has ended. */
    Position horizon(HomePool home) {
        return database.in(home, ChangeLog::horizon).in(home.home());
    }

    private static Position horizon(Connection connection) throws SQLException {
        try (PreparedStatement statement =
                        connection.prepareStatement(
                                "select pg_snapshot_xmin(pg_current_snapshot())::text");
                ResultSet row = statement.executeQuery()) {
            row.next();
            return new Position(Long.parseUnsignedLong(row.getString(1)), 0);
        }
    }

    /** Changes of one tenant, in order, in an interval that has ended. */
    List<Change> of(TenantId tenant, Position after, Position until, int atMost) {
        Sql sql =
                Sql.of(
                        "select '', o.transaction_id::text, o.id, o.tenant_id, o.object_id, o.record_id, o.version, o.operation, o.at from outbox o where o.tenant_id = ",
                        Sql.number(tenant.value()),
                        " and (o.transaction_id, o.id) > ",
                        place(after),
                        " and (o.transaction_id, o.id) <= ",
                        place(until),
                        " order by o.transaction_id, o.id limit ",
                        Sql.number(atMost));
        List<Change> changes = new ArrayList<>();
        database.query(
                tenant,
                sql,
                row -> {
                    while (row.next()) {
                        changes.add(change(row, after.home(), tenant));
                    }
                });
        return changes;
    }

    private static Sql place(Position position) {
        return Sql.of(
                "(",
                Sql.value(Long.toUnsignedString(position.transaction()), ColumnType.TEXT),
                "::xid8, ",
                Sql.number(position.id()),
                "::bigint)");
    }

    private static Change change(ResultSet row, int home, TenantId tenant) throws SQLException {
        return new Change(
                new Position(home, Long.parseUnsignedLong(row.getString(2)), row.getLong(3)),
                tenant,
                row.getInt(5),
                row.getObject(6, UUID.class),
                row.getInt(7),
                Change.Deed.of(row.getString(8)),
                row.getObject(9, OffsetDateTime.class).toInstant());
    }

    /**
     * What versions of some records replaced, the newest version first.
     *
     * @param since the first version that is asked for, by record
     */
    Map<UUID, Map<Integer, ObjectNode>> replaced(
            TenantId tenant, int object, Map<UUID, Integer> since) {
        List<UUID> records = List.copyOf(since.keySet());
        Sql sql =
                Sql.of(
                        "select h.record_id, h.version, h.replaced from ",
                        new BoundRows()
                                .with("record_id", ColumnType.UUID, records)
                                .with("version", "int", records.stream().map(since::get).toList())
                                .as("n"),
                        " join record_history h on h.tenant_id = ",
                        Sql.number(tenant.value()),
                        " and h.object_id = ",
                        Sql.number(object),
                        " and h.record_id = n.record_id and h.version >= n.version");
        Map<UUID, Map<Integer, ObjectNode>> replaced = new HashMap<>();
        database.query(
                tenant,
                sql,
                row -> {
                    while (row.next()) {
                        replaced.computeIfAbsent(
                                        row.getObject(1, UUID.class),
                                        record -> new TreeMap<>(Comparator.reverseOrder()))
                                .put(row.getInt(2), Json.readObject(row.getString(3)));
                    }
                });
        return replaced;
    }
}
