package dev.armature.engine.query;

import dev.armature.engine.place.RecordPlace;
import dev.armature.engine.sql.Sql;
import dev.armature.metadata.expression.Expression;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import java.util.List;
import java.util.function.Function;

/** Writes formulas out for a query whose rows are seen by {@code r} and have the column data. */
public final class ViewFormulas {

    private final Joins joins;
    private final SqlTranslator translator;

    /**
     * @param places where the records of objects that are referenced are taken to be
     */
    public ViewFormulas(ObjectModel object, Function<ObjectModel, RecordPlace> places) {
        this.joins = Joins.stored(object, places);
        this.translator = new SqlTranslator(joins, Figures.NOBODY);
    }

    /** A formula's value; neither the user nor the time may decide it. */
    public Sql value(FieldModel formula) {
        Expression read = new Expression.Read(false, List.of(formula.property()));
        return Sql.of("(", translator.value(read), ")::", formula.type().column().sql());
    }

    /** What all of them join. Ask last. */
    public Sql joined() {
        return Sql.join(" ", joins.clauses());
    }
}
