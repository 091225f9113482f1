package dev.armature.engine.query;

import dev.armature.engine.sql.Sql;
import dev.armature.metadata.definition.Right;
import dev.armature.metadata.expression.CheckedExpression;
import dev.armature.metadata.expression.Environment;
import dev.armature.metadata.expression.Expression;
import dev.armature.metadata.model.Grants;
import dev.armature.metadata.model.ObjectModel;
import org.jspecify.annotations.Nullable;

/**
 * Which records somebody sees at a moment.
 *
 * @param environment with the person that conditions speak of
 */
record Sight(Grants grants, Environment environment) {

    /** That of those who see an object so; null when they see all records. */
    static @Nullable Sight of(ObjectModel object, Environment environment) {
        Grants grants = object.tenant().grants();
        return grants.isAll() ? null : new Sight(grants, environment);
    }

    /** What records of an object meet that are seen; null when all are. */
    @Nullable Expression condition(ObjectModel object) {
        CheckedExpression condition = grants.condition(object, Right.READ);
        return condition == null ? null : condition.root();
    }

    /**
     * What is true of rows that are shared with who looks, whatever their roles say of them; null
     * when no record of the object is.
     *
     * @param alias that of the object's table
     */
    @Nullable Sql shared(ObjectModel object, String alias) {
        return SharedRecords.with(environment, object) && grants.allows(object, Right.READ)
                ? SharedRecords.hold(environment, object, alias)
                : null;
    }

    /** Whether those who see an object so see all of its records. */
    static boolean isOfAll(ObjectModel object) {
        return object.tenant().grants().condition(object, Right.READ) == null;
    }
}
