package dev.armature.engine.check;

import dev.armature.engine.record.RecordBatches;
import dev.armature.engine.record.StoredRecord;
import dev.armature.engine.record.UniqueKeys;
import dev.armature.engine.sql.Sql;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.model.Uniqueness;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The index of unique values, of live records alone. */
record UniqueValues() implements Derived {

    /** Comes before all rows of an object: numbers of combinations are negative. */
    private static final Row FIRST = new Row(Integer.MIN_VALUE, new UUID(0, 0), "");

    @Override
    public void find(Connection connection, ObjectModel object, Findings findings) {
        if (!object.uniquenesses().isEmpty()) {
            RecordBatches.forEach(
                    connection, object, batch -> findMissing(connection, object, batch, findings));
        }
        List<Row> rows = next(connection, object, FIRST);
        while (!rows.isEmpty()) {
            findLeft(connection, object, rows, findings);
            rows = next(connection, object, rows.getLast());
        }
    }

    private static void findMissing(
            Connection connection,
            ObjectModel object,
            List<StoredRecord> records,
            Findings findings) {
        Sql.of(
                        "select n.field, n.id from ",
                        Derived.rows(expected(object, records)),
                        " where not exists (select from record_unique u where ",
                        Derived.isOwn("u", object),
                        " and u.field_id = n.field and u.key = n.text and u.record_id = n.id)")
                .query(
                        connection,
                        row -> {
                            while (row.next()) {
                                findings.add(
                                        Finding.What.UNIQUE_MISSING,
                                        name(object, row.getInt(1), findings),
                                        row.getObject(2, UUID.class));
                            }
                        });
    }

    private static List<Row> expected(ObjectModel object, List<StoredRecord> records) {
        List<Row> expected = new ArrayList<>();
        for (StoredRecord stored : records) {
            for (Uniqueness uniqueness : object.uniquenesses()) {
                String key = key(uniqueness, stored);
                if (key != null) {
                    expected.add(new Row(uniqueness.number(), stored.id(), key));
                }
            }
        }
        return expected;
    }

    private static @Nullable String key(Uniqueness uniqueness, StoredRecord stored) {
        return stored.deleted() ? null : UniqueKeys.key(uniqueness, stored.values());
    }

    /** The rows of the index that come after one. */
    private static List<Row> next(Connection connection, ObjectModel object, Row after) {
        return Sql.of(
                        "select u.field_id, u.record_id, u.key from record_unique u where ",
                        Derived.isOwn("u", object),
                        " and (u.field_id, u.key) > (",
                        Sql.number(after.field()),
                        ", ",
                        Sql.value(after.text(), ColumnType.TEXT),
                        ") order by u.field_id, u.key limit ",
                        Sql.number(RecordBatches.SIZE))
                .all(
                        connection,
                        row ->
                                new Row(
                                        row.getInt(1),
                                        row.getObject(2, UUID.class),
                                        row.getString(3)));
    }

    private static void findLeft(
            Connection connection, ObjectModel object, List<Row> rows, Findings findings) {
        Map<UUID, StoredRecord> records =
                RecordBatches.live(
                        connection, object, rows.stream().map(Row::id).distinct().toList());
        for (Row row : rows) {
            StoredRecord stored = records.get(row.id());
            boolean right =
                    stored != null
                            && object.uniquenesses().stream()
                                    .filter(uniqueness -> uniqueness.number() == row.field())
                                    .anyMatch(uniqueness ->
                                            Objects.equals(key(uniqueness, stored), row.text()));
            if (!right) {
                findings.add(
                        Finding.What.UNIQUE_LEFT, name(object, row.field(), findings), row.id());
            }
        }
    }

    private static String name(ObjectModel object, int number, Findings findings) {
        return object.uniquenesses().stream()
                .filter(uniqueness -> uniqueness.number() == number)
                .map(uniqueness ->
                        uniqueness.fields().stream()
                                .map(FieldModel::name)
                                .collect(Collectors.joining(" + ")))
                .findFirst()
                .orElseGet(() -> findings.name(number));
    }

    // Of records that have a value twice, the one that was created first keeps it; the others stay
    // findings, which somebody has to decide about.
    @Override
    public void repair(Connection connection, ObjectModel object) {
        Sql.of("delete from record_unique u where ", Derived.isOwn("u", object))
                .execute(connection);
        RecordBatches.forEach(
                connection,
                object,
                batch ->
                        Sql.of(
                                        "insert into record_unique (tenant_id, object_id, field_id, record_id, key) select ",
                                        Derived.owner(object),
                                        ", n.field, n.id, n.text from ",
                                        Derived.rows(expected(object, batch)),
                                        " on conflict do nothing")
                                .execute(connection));
    }
}
