package dev.armature.engine.record;

import dev.armature.engine.place.RecordPlace;
import dev.armature.engine.query.RowFormulas;
import dev.armature.engine.sql.Flush;
import dev.armature.engine.sql.OutOfRange;
import dev.armature.engine.sql.Sql;
import dev.armature.metadata.definition.TableLayout;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/** Computes the columns of formulas for records that are there. Stateless. */
public final class FarColumns {

    private FarColumns() {}

    /** The formulas whose columns are written with an object's records. */
    static List<FieldModel> of(ObjectModel object) {
        Set<String> columns = RecordPlace.of(object).derived("n", RowFormulas::value).keySet();
        return object.fields().stream()
                .filter(field -> !field.type().stored())
                .filter(field -> columns.contains(TableLayout.columnName(field.id())))
                .toList();
    }

    /**
     * The same as {@link #compute}, but what goes out of range is left without a value.
     *
     * @param ids in the order in which they are locked
     * @param lost is told of those
     */
    public static void fill(
            Connection connection,
            ObjectModel owner,
            Collection<FieldModel> formulas,
            List<UUID> ids,
            Consumer<LostValue> lost) {
        OutOfRange.search(
                connection,
                ids,
                some -> compute(connection, owner, formulas, some),
                id -> formulas.forEach(formula -> fill(connection, owner, formula, id, lost)));
    }

    private static void fill(
            Connection connection,
            ObjectModel owner,
            FieldModel formula,
            UUID id,
            Consumer<LostValue> lost) {
        List<FieldModel> alone = List.of(formula);
        if (!OutOfRange.fits(connection, () -> compute(connection, owner, alone, List.of(id)))) {
            Sql.of(
                            "update ",
                            RecordPlace.of(owner).name(),
                            " r set ",
                            TableLayout.columnName(formula.id()),
                            " = null where r.id = ",
                            Sql.value(id, ColumnType.UUID))
                    .execute(connection);
            lost.accept(new LostValue(owner, formula, id));
        }
    }

    /**
     * Computes formulas of some live records anew, in a transaction that writes records. The
     * records are locked first, in the order of their ids: what is read then is what the writers
     * left who had them before. Rows that are right are not written.
     */
    public static void compute(
            Connection connection,
            ObjectModel owner,
            Collection<FieldModel> formulas,
            Collection<UUID> ids) {
        RecordPlace place = RecordPlace.of(owner);
        Sql which =
                Sql.of(place.isLive("r"), " and r.id = any(", Sql.array(ids, ColumnType.UUID), ")");
        Sql lock =
                Sql.of(
                        "select 1 from ",
                        place.name(),
                        " r where ",
                        which,
                        " order by r.id for no key update");
        List<Sql> values = new ArrayList<>();
        List<String> assignments = new ArrayList<>();
        List<String> differences = new ArrayList<>();
        for (FieldModel formula : formulas) {
            String column = TableLayout.columnName(formula.id());
            values.add(Sql.of(", ", RowFormulas.value(owner, formula, "r"), " as ", column));
            assignments.add(column + " = v." + column);
            differences.add("r." + column + " is distinct from v." + column);
        }
        Sql update =
                Sql.of(
                        "with v as materialized (select r.id",
                        Sql.join("", values),
                        " from ",
                        place.name(),
                        " r where ",
                        which,
                        ")\nupdate ",
                        place.name(),
                        " r set ",
                        String.join(", ", assignments),
                        " from v where r.id = v.id and (",
                        String.join(" or ", differences),
                        ")");
        Flush.run(connection, List.of(lock, update));
    }
}
