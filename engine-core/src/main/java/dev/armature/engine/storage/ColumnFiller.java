package dev.armature.engine.storage;

import dev.armature.engine.place.RecordPlace;
import dev.armature.engine.query.RowFormulas;
import dev.armature.engine.record.LostValue;
import dev.armature.engine.sql.OutOfRange;
import dev.armature.engine.sql.Sql;
import dev.armature.metadata.definition.TableLayout;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Fills new columns of an object's table, which rest on each record alone, for the records that
 * were there before, some at a time. Writers fill them by themselves already.
 */
final class ColumnFiller {

    private final Connection owner;
    private final ObjectModel object;
    private final RecordPlace place;
    private final Map<FieldModel, Sql> columns = new LinkedHashMap<>();

    /**
     * @param object in whose model the fields' columns are written
     */
    ColumnFiller(Connection owner, ObjectModel object, Collection<Integer> fields) {
        this.owner = owner;
        this.object = object;
        this.place = RecordPlace.of(object);
        Map<String, Sql> written =
                place.derived("r", RowFormulas.ofLive(Sql.raw("r.deleted_at is null")));
        for (FieldModel field : object.fields()) {
            Sql value = written.get(TableLayout.columnName(field.id()));
            if (value != null && fields.contains(field.id())) {
                columns.put(field, value);
            }
        }
    }

    /** Is told of each batch: how many records were looked at, and what went out of range. */
    @FunctionalInterface
    interface Progress {
        void batch(int records, List<LostValue> lost);
    }

    /** Fills all. What goes out of range is left without a value, and holds up no other. */
    void fill(Progress progress) {
        if (columns.isEmpty()) {
            return;
        }
        UUID last = null;
        while (true) {
            List<UUID> batch = batch(last);
            if (batch.isEmpty()) {
                return;
            }
            List<LostValue> lost = new ArrayList<>();
            OutOfRange.search(
                    owner,
                    batch,
                    some -> update(some, columns),
                    id -> columns.forEach((field, value) -> update(id, field, value, lost)));
            last = batch.getLast();
            progress.batch(batch.size(), lost);
        }
    }

    private void update(UUID id, FieldModel field, Sql value, List<LostValue> lost) {
        if (!OutOfRange.fits(owner, () -> update(List.of(id), Map.of(field, value)))) {
            update(List.of(id), Map.of(field, Sql.of("null::", field.type().column().sql())));
            lost.add(new LostValue(object, field, id));
        }
    }

    /** Takes numbers of so many digits out of a filled column that no index takes them. */
    static List<LostValue> clearLarge(Connection owner, ObjectModel object, FieldModel field) {
        String column = TableLayout.columnName(field.id());
        if (field.type().column() != ColumnType.NUMERIC) {
            return List.of();
        }
        // Adding to a value has it counted as it is, not as it is compressed.
        return Sql.of(
                        "update ",
                        RecordPlace.of(object).name().text(),
                        " r set ",
                        column,
                        " = null where pg_column_size(r.",
                        column,
                        " + 0) > ",
                        Sql.number(OutOfRange.MAX_INDEXED_BYTES),
                        " returning r.id")
                .all(owner, row -> new LostValue(object, field, row.getObject(1, UUID.class)));
    }

    private List<UUID> batch(@Nullable UUID after) {
        return Sql.of(
                        "select r.id from ",
                        place.name().text(),
                        " r where true",
                        after == null
                                ? Sql.EMPTY
                                : Sql.of(" and r.id > ", Sql.value(after, ColumnType.UUID)),
                        " order by r.id limit ",
                        Sql.number(RecordMover.BATCH))
                .all(owner, row -> row.getObject(1, UUID.class));
    }

    // Rows that writers have filled meanwhile are not written again. They are locked in the order
    // of their ids, as writers do.
    private void update(List<UUID> ids, Map<FieldModel, Sql> values) {
        List<Sql> assignments = new ArrayList<>();
        List<Sql> differences = new ArrayList<>();
        values.forEach((field, value) -> {
            String column = TableLayout.columnName(field.id());
            assignments.add(Sql.of(column, " = ", value));
            differences.add(Sql.of("r.", column, " is distinct from ", value));
        });
        Sql.of(
                        "with held as (select r.id from ",
                        place.name().text(),
                        " r where r.id between ",
                        Sql.value(ids.getFirst(), ColumnType.UUID),
                        " and ",
                        Sql.value(ids.getLast(), ColumnType.UUID),
                        " and (",
                        Sql.join(" or ", differences),
                        ") order by r.id for no key update)\nupdate ",
                        place.name().text(),
                        " r set ",
                        Sql.join(", ", assignments),
                        " where r.id = any(array(select id from held))")
                .execute(owner);
    }
}
