package dev.armature.engine.query;

import dev.armature.engine.sql.Sql;
import dev.armature.metadata.expression.Environment;
import dev.armature.metadata.expression.Property;
import dev.armature.metadata.expression.ValueType;
import java.util.List;
import java.util.function.Supplier;

/**
 * What the expressions of a caller read: of records that they do not see, nothing. Formulas, which
 * are the platform's own, read past this.
 */
record SeenColumns(Joins joins) implements SqlTranslator.Elements {

    @Override
    public Sql read(List<Property> path, Environment environment) {
        return joins.readSeen(path, environment);
    }

    @Override
    public Sql demanded(Supplier<Sql> condition) {
        return joins.demanded(condition);
    }

    @Override
    public SqlTranslator.Elements elements(ValueType.Reference of) {
        return new SeenColumns(joins.elements(of));
    }

    @Override
    public Sql exists(Sql list, Sql condition) {
        return joins.exists(list, Sql.of(joins.seenOf(), condition));
    }
}
