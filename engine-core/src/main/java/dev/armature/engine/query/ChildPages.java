package dev.armature.engine.query;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.armature.engine.sql.Sql;
import dev.armature.metadata.expression.Environment;
import dev.armature.metadata.expression.Expression;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.model.FieldModel;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/**
 * The first pages of several lists at once: of each of some records those that reference it, in one
 * statement. Its rows come as {@code [parent, cursor, record]}.
 */
final class ChildPages {

    private final RecordQuery query;
    private final FieldModel reference;
    private final Collection<UUID> parents;
    private final Environment environment;
    private final Cursors cursors;

    /**
     * @param query what is asked for of each list; it has no cursor
     * @param reference the field by which they reference the parents
     */
    ChildPages(
            RecordQuery query,
            FieldModel reference,
            Collection<UUID> parents,
            Environment environment,
            Cursors cursors) {
        this.query = query;
        this.reference = reference;
        this.parents = parents;
        this.environment = environment;
        this.cursors = cursors;
    }

    /** The rows of all lists, with one row more than a page has where a list goes on. */
    Statement statement() {
        Joins joins = Joins.seen(query.object(), environment, query.filter());
        SqlTranslator translator = joins.translator(environment);
        Keyset keyset = new Keyset(query, translator);
        List<Sql> selected = new ArrayList<>();
        RowColumns columns = RowColumns.add(query.selection(), joins, environment, selected);
        int sortColumn = selected.size() + 1;
        selected.addAll(keyset.columns());
        Sql parent = parent(translator);
        selected.add(Sql.of(parent, " as of_parent"));
        selected.add(
                Sql.of(
                        "row_number() over (partition by ",
                        parent,
                        " ",
                        keyset.orderBy(),
                        ") as place"));
        Sql where = where(joins, translator, parent);
        Sql sql =
                Sql.of(
                        "select * from (select ",
                        Sql.join(", ", selected),
                        "\n",
                        joins.from(),
                        "\nwhere ",
                        where,
                        ") children\nwhere place <= ",
                        Sql.number(query.limit() + 1),
                        " order by of_parent, place");
        return new Statement(sql, columns, sortColumn);
    }

    /** How many there are on all pages of each list; lists without any are left out. */
    Sql counts() {
        Joins joins = Joins.seen(query.object(), environment, query.filter());
        SqlTranslator translator = joins.translator(environment);
        Sql parent = parent(translator);
        Sql where = where(joins, translator, parent);
        return Sql.of(
                "select ", parent, ", count(*) ", joins.from(), " where ", where, " group by 1");
    }

    private Sql parent(SqlTranslator translator) {
        return translator.value(new Expression.Read(false, List.of(reference.property())));
    }

    private Sql where(Joins joins, SqlTranslator translator, Sql parent) {
        return Sql.of(
                joins.where(query.filter(), translator),
                "\n    and ",
                parent,
                " = any(",
                Sql.array(parents, ColumnType.UUID),
                ")");
    }

    /** The statement and how its rows are read. */
    final class Statement {

        private final Sql sql;
        private final RowColumns columns;
        private final int sortColumn;

        private Statement(Sql sql, RowColumns columns, int sortColumn) {
            this.sql = sql;
            this.columns = columns;
            this.sortColumn = sortColumn;
        }

        Sql sql() {
            return sql;
        }

        /**
         * Writes the rows.
         *
         * @param withCursors whether each record's place is wanted, from which its list goes on
         */
        void write(ResultSet row, boolean withCursors, JsonGenerator out)
                throws SQLException, IOException {
            int parentColumn = sortColumn + query.sort().size();
            out.writeStartArray();
            while (row.next()) {
                UUID parent = row.getObject(parentColumn, UUID.class);
                out.writeStartArray();
                out.writeString(parent.toString());
                if (withCursors) {
                    out.writeString(
                            cursors.write(
                                    query.below(reference, parent),
                                    ListPage.position(query, row, sortColumn)));
                } else {
                    out.writeNull();
                }
                columns.write(row, out);
                out.writeEndArray();
            }
            out.writeEndArray();
        }
    }
}
