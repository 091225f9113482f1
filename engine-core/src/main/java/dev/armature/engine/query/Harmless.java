package dev.armature.engine.query;

import dev.armature.metadata.expression.Expression;
import dev.armature.metadata.expression.TextFunction;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.model.TenantModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Conditions that end no query, whatever record they look at. The database looks at a record in
 * whatever order it likes: one that goes out of range for a record that is not seen would tell of
 * it, unless it waits until that is known.
 */
final class Harmless {

    private static final Set<Object> FUNCTIONS =
            Set.of(
                    TextFunction.SIZE,
                    TextFunction.CONTAINS,
                    TextFunction.STARTS_WITH,
                    TextFunction.ENDS_WITH,
                    TextFunction.EQUALS_IGNORE_CASE,
                    TextFunction.CONTAINS_IGNORE_CASE,
                    TextFunction.STARTS_WITH_IGNORE_CASE,
                    TextFunction.ENDS_WITH_IGNORE_CASE);

    private Harmless() {}

    /** The conditions that all have to be met for one to be. */
    static List<Expression> conjuncts(Expression condition) {
        if (condition instanceof Expression.Logical(boolean and, Expression left, Expression right)
                && and) {
            List<Expression> all = new ArrayList<>(conjuncts(left));
            all.addAll(conjuncts(right));
            return all;
        }
        return List.of(condition);
    }

    static boolean is(Expression condition, TenantModel model) {
        boolean[] harmless = {true};
        condition.visit(node -> harmless[0] &= isAlone(node, model));
        return harmless[0];
    }

    private static boolean isAlone(Expression node, TenantModel model) {
        return switch (node) {
            case Expression.Literal literal -> true;
            case Expression.Path path ->
                    path.path().stream()
                            .allMatch(step -> {
                                ObjectModel owner = model.whole().object(step.objectId());
                                FieldModel field =
                                        owner == null ? null : owner.field(step.fieldId());
                                return field == null || field.formula() == null;
                            });
            case Expression.Part part -> true;
            case Expression.Ambient ambient -> true;
            case Expression.Not not -> true;
            case Expression.Logical logical -> true;
            case Expression.Comparison comparison -> true;
            case Expression.Membership membership -> true;
            case Expression.ListLiteral list -> true;
            case Expression.Exists exists -> true;
            case Expression.Call call -> FUNCTIONS.contains(call.function());
            default -> false;
        };
    }
}
