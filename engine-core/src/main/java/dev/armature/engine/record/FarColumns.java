package dev.armature.engine.record;

import dev.armature.engine.place.RecordPlace;
import dev.armature.engine.query.RowFormulas;
import dev.armature.engine.sql.Flush;
import dev.armature.engine.sql.Sql;
import dev.armature.metadata.definition.TableLayout;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/** Computes the columns of formulas for records that are there. Stateless. */
public final class FarColumns {

    private FarColumns() {}

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
        Flush.run(connection, List.of(lock, update), (index, statement) -> {});
    }
}
