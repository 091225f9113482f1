package dev.armature.engine.query;

import dev.armature.engine.place.FormulaSql;
import dev.armature.engine.sql.Sql;
import dev.armature.metadata.expression.Expression;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import java.util.List;

/** Writes formulas out for the columns that hold their values. Stateless. */
public final class RowFormulas {

    private RowFormulas() {}

    /** The {@link dev.armature.engine.place.FormulaSql} of whoever fills columns. */
    public static Sql value(ObjectModel object, FieldModel formula, String alias) {
        Expression read = new Expression.Read(false, List.of(formula.property()));
        return value(object, read, formula.type().column(), alias);
    }

    /**
     * The same for rows that may be deleted: those have no values of formulas, which nobody reads,
     * so none can be in the way of deleting a record.
     *
     * @param live the condition that a row is not
     */
    public static FormulaSql ofLive(Sql live) {
        return (object, formula, alias) ->
                Sql.of("case when ", live, " then ", value(object, formula, alias), " end");
    }

    static Sql value(ObjectModel object, Expression expression, ColumnType type, String alias) {
        Joins row = Joins.row(object, alias);
        Sql value = new SqlTranslator(row, Figures.NOBODY).value(expression);
        List<Sql> joins = row.clauses();
        Sql alone =
                joins.isEmpty()
                        ? value
                        : Sql.of("select ", value, " from (select) one ", Sql.join(" ", joins));
        // Of the column's own type and collation, so that both can be compared.
        return Sql.of(
                "(", alone, ")::", type.sql(), type == ColumnType.TEXT ? " collate \"C\"" : "");
    }
}
