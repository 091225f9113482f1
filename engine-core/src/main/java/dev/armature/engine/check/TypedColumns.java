package dev.armature.engine.check;

import dev.armature.engine.place.RecordPlace;
import dev.armature.engine.sql.OutOfRange;
import dev.armature.engine.sql.Sql;
import dev.armature.metadata.definition.TableLayout;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import java.sql.Connection;
import java.util.List;

/** The columns beside the JSON in a table of an object's own. Those still being filled are left. */
record TypedColumns() implements Derived {

    @Override
    public void find(Connection connection, ObjectModel object, Findings findings) {
        List<Sql> differences =
                comparable(connection, object).stream()
                        .map(field -> Derived.when(field, differs(object, field)))
                        .toList();
        if (!differences.isEmpty()) {
            findings.addAll(
                    connection,
                    Finding.What.COLUMN,
                    Derived.where(object, RecordPlace.of(object).isOwn("r"), differences));
        }
    }

    @Override
    public void repair(Connection connection, ObjectModel object) {
        List<FieldModel> fields = comparable(connection, object);
        if (fields.isEmpty()) {
            return;
        }
        List<Sql> assignments =
                fields.stream()
                        .map(field -> Sql.of(column(field), " = ", Derived.fromJson(object, field)))
                        .toList();
        List<Sql> differences = fields.stream().map(field -> differs(object, field)).toList();
        RecordPlace place = RecordPlace.of(object);
        Sql.of(
                        "update ",
                        place.name(),
                        " r set ",
                        Sql.join(", ", assignments),
                        " where ",
                        place.isOwn("r"),
                        " and (",
                        Sql.join(" or ", differences),
                        ")")
                .execute(connection);
        Derived.repairFiguresOver(connection, object);
    }

    private static List<FieldModel> ready(ObjectModel object) {
        RecordPlace place = RecordPlace.of(object);
        return object.fields().stream().filter(place::isIndexed).toList();
    }

    /**
     * The fields with a column, but for formulas that go out of range for some record: those have
     * no value there, and are not compared.
     */
    private static List<FieldModel> comparable(Connection connection, ObjectModel object) {
        return ready(object).stream()
                .filter(field -> field.type().stored() || isInRange(connection, object, field))
                .toList();
    }

    private static boolean isInRange(Connection connection, ObjectModel object, FieldModel field) {
        RecordPlace place = RecordPlace.of(object);
        Sql largest =
                Sql.of(
                        "select coalesce(max(pg_column_size(",
                        Derived.fromJson(object, field),
                        ")), 0) from ",
                        place.name(),
                        " r where ",
                        place.isLive("r"));
        int[] bytes = new int[1];
        boolean computed =
                OutOfRange.fits(
                        connection,
                        () -> bytes[0] = largest.first(connection, row -> row.getInt(1)).orElse(0));
        return computed
                && (field.type().column() != ColumnType.NUMERIC
                        || bytes[0] <= OutOfRange.MAX_INDEXED_BYTES);
    }

    private static Sql differs(ObjectModel object, FieldModel field) {
        // Nobody reads a deleted record's formula, nor keeps it in step with other records.
        return Sql.of(
                field.type().stored() ? "(" : "(r.deleted_at is null and ",
                "r.",
                column(field),
                " is distinct from ",
                Derived.fromJson(object, field),
                ")");
    }

    private static String column(FieldModel field) {
        return TableLayout.columnName(field.id());
    }
}
