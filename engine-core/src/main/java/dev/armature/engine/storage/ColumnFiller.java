package dev.armature.engine.storage;

import dev.armature.engine.place.RecordPlace;
import dev.armature.engine.query.RowFormulas;
import dev.armature.engine.sql.Sql;
import dev.armature.metadata.definition.TableLayout;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.model.ObjectModel;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Fills new columns of an object's table, which rest on each record alone, for the records that
 * were there before, some at a time. Writers fill them by themselves already.
 */
final class ColumnFiller {

    private final Connection owner;
    private final RecordPlace place;
    private final Map<String, Sql> columns = new LinkedHashMap<>();

    /**
     * @param object in whose model the fields' columns are written
     */
    ColumnFiller(Connection owner, ObjectModel object, Collection<Integer> fields) {
        this.owner = owner;
        this.place = RecordPlace.of(object);
        List<String> names = fields.stream().map(TableLayout::columnName).toList();
        place.derived("r", RowFormulas::value)
                .forEach((column, value) -> {
                    if (names.contains(column)) {
                        columns.put(column, value);
                    }
                });
    }

    /**
     * Fills all.
     *
     * @param progress is told of how many records were looked at in each batch
     */
    void fill(IntConsumer progress) {
        if (columns.isEmpty()) {
            return;
        }
        UUID last = null;
        while (true) {
            List<UUID> batch = batch(last);
            if (batch.isEmpty()) {
                return;
            }
            update(batch);
            last = batch.getLast();
            progress.accept(batch.size());
        }
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
    private void update(List<UUID> ids) {
        List<Sql> assignments = new ArrayList<>();
        List<Sql> differences = new ArrayList<>();
        columns.forEach((column, value) -> {
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
