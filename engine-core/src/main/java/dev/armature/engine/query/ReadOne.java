package dev.armature.engine.query;

import dev.armature.engine.sql.Sql;
import dev.armature.metadata.expression.Environment;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.model.ObjectModel;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How one record is read: the statement up to the id, whose first column is the version, and what
 * is made of its row.
 *
 * @param alone whether it reads a table of the tenant's own and nothing else
 */
record ReadOne(Sql select, Sql.Ending ofOne, RowColumns row, boolean alone) {

    /** The record whole, and whether that is the same whoever asks when. */
    private record Whole(@Nullable ReadOne steady) {}

    /** The record whole, made once for an object unless what is seen changes with who asks when. */
    static ReadOne whole(ObjectModel object, Environment environment) {
        ReadOne steady =
                object.compiled(Whole.class, o -> new Whole(steady(o, environment))).steady;
        return steady == null ? of(Selection.all(object), environment) : steady;
    }

    private static @Nullable ReadOne steady(ObjectModel object, Environment environment) {
        return Sight.isOfAll(object) && object.fields().stream().allMatch(object::isStorable)
                ? of(Selection.all(object), environment)
                : null;
    }

    static ReadOne of(Selection selection, Environment environment) {
        return of(selection, Joins.seen(selection.object(), environment), environment);
    }

    /** The record as it was at a moment. */
    static ReadOne asOf(Selection selection, Environment environment, Instant moment) {
        return of(
                selection,
                Joins.asOf(selection.object(), environment, moment),
                environment.at(moment));
    }

    private static ReadOne of(Selection selection, Joins joins, Environment environment) {
        List<Sql> columns = new ArrayList<>();
        columns.add(Sql.raw(Joins.ROOT + ".version"));
        RowColumns row = RowColumns.add(selection, joins, environment, columns);
        Sql live = joins.live();
        Sql select =
                Sql.of(
                        "select ",
                        Sql.join(", ", columns),
                        "\n",
                        joins.from(),
                        "\nwhere ",
                        live,
                        " and ",
                        Joins.ROOT,
                        ".id = ");
        return new ReadOne(
                select,
                select.ending(ColumnType.UUID),
                row,
                joins.isOfOwnTable() && row.isStored());
    }

    /** The same of several records, those of them that are there. */
    Sql statement(Collection<UUID> ids) {
        return Sql.of(select, "any(", Sql.array(ids, ColumnType.UUID), ")");
    }

    Sql statement(UUID id) {
        return ofOne.with(id);
    }
}
