package dev.armature.engine.record;

import com.fasterxml.jackson.databind.JsonNode;
import dev.armature.engine.place.RecordPlace;
import dev.armature.engine.sql.Queries;
import dev.armature.engine.sql.Sql;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.model.ObjectModel;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;

/** Reads records whole, as the write pipeline needs them, within its transaction. */
final class RecordLoader {

    private static final int SCAN_ROWS = 1_000;
    private static final String ROW = "r";
    private static final int COLUMNS = 9;

    /** How rows are held against others until the transaction ends. */
    enum Lock {
        NONE(""),
        /** For what a decision rests on: nobody changes the record meanwhile. */
        SHARE(" for share"),
        /** For updates: references to the record can be made meanwhile. */
        UPDATE(" for no key update"),
        /** For deletions: no reference can be made meanwhile. */
        DELETE(" for update");

        private final String sql;

        Lock(String sql) {
            this.sql = sql;
        }
    }

    private RecordLoader() {}

    /**
     * The live records among {@code ids}. Rows are locked in the order of their ids, so that
     * writers do not deadlock.
     */
    static Map<UUID, StoredRecord> load(
            Connection connection, ObjectModel object, Collection<UUID> ids, Lock lock) {
        return load(connection, object, ids, lock, RecordPlace.of(object).isLive("r"));
    }

    /** The same, deleted records included. */
    static Map<UUID, StoredRecord> loadDeletedToo(
            Connection connection, ObjectModel object, Collection<UUID> ids, Lock lock) {
        return load(connection, object, ids, lock, RecordPlace.of(object).isOwn("r"));
    }

    /** Passes all live records of an object by, in no order and without holding them in memory. */
    static void scan(Connection connection, ObjectModel object, Consumer<StoredRecord> consumer) {
        Sql sql = Sql.of(select(object, List.of()), RecordPlace.of(object).isLive("r"));
        sql.scan(
                connection,
                SCAN_ROWS,
                row -> {
                    while (row.next()) {
                        consumer.accept(read(object, row));
                    }
                });
    }

    /**
     * Reads records, deleted ones included, together with figures over those that reference them.
     * They are locked first: what is read then is what the writers left who had them before.
     */
    static void loadFigures(
            Connection connection,
            ObjectModel object,
            Collection<UUID> ids,
            List<Sql> figures,
            FigureRows rows) {
        Sql which =
                Sql.of(
                        RecordPlace.of(object).isOwn(ROW),
                        " and r.id = any(",
                        Sql.array(ids, ColumnType.UUID),
                        ")");
        Sql lock =
                Sql.of(
                        "select 1 from ",
                        RecordPlace.of(object).name(),
                        " r where ",
                        which,
                        " order by r.id",
                        Lock.UPDATE.sql);
        Sql read = Sql.of(select(object, figures), which);
        Queries.within(connection)
                .query(
                        object.tenant().tenant(),
                        List.of(lock, read),
                        List.of(
                                locked -> {},
                                row -> {
                                    while (row.next()) {
                                        rows.take(read(object, row), row, COLUMNS + 1);
                                    }
                                }));
    }

    /** Takes a record and the row that has its figures from a column on. */
    @FunctionalInterface
    interface FigureRows {
        void take(StoredRecord stored, ResultSet row, int column) throws SQLException;
    }

    private static Sql select(ObjectModel object, List<Sql> more) {
        List<Sql> columns = new ArrayList<>();
        columns.add(
                Sql.raw(
                        "r.id, r.version, r.created_at, r.created_by, r.updated_at, r.updated_by, r.owner_id, r.deleted_at, r.data"));
        columns.addAll(more);
        return Sql.of(
                "select ",
                Sql.join(", ", columns),
                "\nfrom ",
                RecordPlace.of(object).name(),
                " r\nwhere ");
    }

    private static Map<UUID, StoredRecord> load(
            Connection connection, ObjectModel object, Collection<UUID> ids, Lock lock, Sql which) {
        Sql sql =
                Sql.of(
                        select(object, List.of()),
                        which,
                        " and r.id = any(",
                        Sql.array(ids, ColumnType.UUID),
                        ")\norder by r.id",
                        lock.sql);
        Map<UUID, StoredRecord> found = new LinkedHashMap<>();
        sql.query(
                connection,
                row -> {
                    while (row.next()) {
                        StoredRecord stored = read(object, row);
                        found.put(stored.id(), stored);
                    }
                });
        return found;
    }

    private static StoredRecord read(ObjectModel object, ResultSet row) throws SQLException {
        Map<String, JsonNode> unknown = new HashMap<>();
        Map<Integer, Object> values =
                StoredRecord.readValues(object, Json.readObject(row.getString(9)), unknown);
        return new StoredRecord(
                object,
                row.getObject(1, UUID.class),
                row.getInt(2),
                instant(row, 3),
                row.getObject(4, UUID.class),
                instant(row, 5),
                row.getObject(6, UUID.class),
                row.getObject(7, UUID.class),
                row.getObject(8) != null,
                values,
                unknown);
    }

    private static Instant instant(ResultSet row, int column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
