package dev.armature.engine.sql;

import dev.armature.metadata.field.ColumnType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows of bound values, as a table that a statement can read. Many rows are arrays that are
 * unnested, so that the text is the same for two and for a thousand; one row is a plain select,
 * which spares the server taking arrays of one apart.
 */
public final class BoundRows {

    private final List<Column> columns = new ArrayList<>();

    private record Column(String name, String sqlType, List<?> values) {}

    /** Adds a column; all have the same number of values. */
    public BoundRows with(String name, ColumnType type, List<?> values) {
        return with(name, type.sql(), values);
    }

    /** Adds a column of an SQL type that no field has. */
    public BoundRows with(String name, String sqlType, List<?> values) {
        columns.add(new Column(name, sqlType, values));
        return this;
    }

    /** The table, seen by an alias. */
    public Sql as(String alias) {
        return columns.getFirst().values().size() == 1 ? one(alias) : many(alias);
    }

    private Sql one(String alias) {
        List<Sql> values = new ArrayList<>();
        for (Column column : columns) {
            values.add(
                    Sql.of(
                            bound("?::" + column.sqlType(), column.values().getFirst()),
                            " as ",
                            column.name()));
        }
        return Sql.of("(select ", Sql.join(", ", values), ") ", alias);
    }

    private Sql many(String alias) {
        List<Sql> arrays = new ArrayList<>();
        List<Sql> names = new ArrayList<>();
        for (Column column : columns) {
            arrays.add(Sql.array(column.values(), column.sqlType()));
            names.add(Sql.raw(column.name()));
        }
        return Sql.of(
                "unnest(", Sql.join(", ", arrays), ") as ", alias, "(", Sql.join(", ", names), ")");
    }

    private static Sql bound(String text, @Nullable Object value) {
        return new Sql(text, List.of(new Sql.Value(value)), null);
    }
}
