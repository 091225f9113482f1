package dev.armature.engine.query;

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

    /** Whether those who see an object so see all of its records. */
    static boolean isOfAll(ObjectModel object) {
        return object.tenant().grants().condition(object, Right.READ) == null;
    }
}
