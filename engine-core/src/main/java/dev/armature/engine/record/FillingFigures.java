package dev.armature.engine.record;

import dev.armature.engine.place.RecordPlace;
import dev.armature.engine.query.Columns;
import dev.armature.engine.query.Figures;
import dev.armature.engine.sql.Sql;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.model.Rollup;
import java.sql.Connection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Figures of records that are read while a job fills their rollups. Stateless. */
final class FillingFigures {

    private FillingFigures() {}

    /** The records with the figures that are not filled yet, as they are at the moment. */
    static Map<UUID, StoredRecord> put(
            Connection connection, ObjectModel object, Map<UUID, StoredRecord> records) {
        List<Rollup> rollups =
                object.rollups().stream()
                        .filter(rollup -> object.isFilling(rollup.field()))
                        .toList();
        if (rollups.isEmpty() || records.isEmpty()) {
            return records;
        }
        Map<UUID, StoredRecord> right = new HashMap<>(records);
        Sql.of(
                        "select r.id, ",
                        Sql.join(", ", Figures.current(object, rollups)),
                        " from ",
                        RecordPlace.of(object).name(),
                        " r where ",
                        RecordPlace.of(object).isOwn("r"),
                        " and r.id = any(",
                        Sql.array(records.keySet(), ColumnType.UUID),
                        ")")
                .query(
                        connection,
                        row -> {
                            while (row.next()) {
                                Map<Integer, @Nullable Object> figures = new HashMap<>();
                                for (int i = 0; i < rollups.size(); i++) {
                                    ColumnType type = rollups.get(i).field().type().column();
                                    figures.put(
                                            rollups.get(i).field().id(),
                                            Columns.read(row, i + 2, type));
                                }
                                right.computeIfPresent(
                                        row.getObject(1, UUID.class),
                                        (id, record) -> with(record, figures));
                            }
                        });
        return right;
    }

    private static StoredRecord with(StoredRecord record, Map<Integer, @Nullable Object> figures) {
        Map<Integer, Object> values = new TreeMap<>(record.values());
        values.keySet().removeAll(figures.keySet());
        figures.forEach((field, figure) -> {
            if (figure != null) {
                values.put(field, Objects.requireNonNull(figure));
            }
        });
        return record.with(values);
    }
}
