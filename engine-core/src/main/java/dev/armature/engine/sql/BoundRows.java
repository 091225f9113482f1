package dev.armature.engine.sql;

import dev.armature.metadata.field.ColumnType;
import java.util.ArrayList;
import java.util.List;

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
        StringBuilder text = new StringBuilder("(select ");
        List<Sql.Value> values = new ArrayList<>(columns.size());
        for (Column column : columns) {
            text.append(values.isEmpty() ? "?::" : ", ?::")
                    .append(column.sqlType)
                    .append(" as ")
                    .append(column.name);
            values.add(new Sql.Value(column.values.getFirst()));
        }
        return new Sql(text.append(") ").append(alias).toString(), values, null);
    }

    private Sql many(String alias) {
        StringBuilder text = new StringBuilder("unnest(");
        StringBuilder names = new StringBuilder();
        List<Sql.Value> values = new ArrayList<>(columns.size());
        for (Column column : columns) {
            String separator = values.isEmpty() ? "" : ", ";
            text.append(separator).append("?::").append(column.sqlType).append("[]");
            names.append(separator).append(column.name);
            values.add(new Sql.Value(column.values));
        }
        text.append(") as ").append(alias).append('(').append(names).append(')');
        return new Sql(text.toString(), values, null);
    }
}
