package dev.armature.metadata.model;

import dev.armature.metadata.definition.Invariant;
import dev.armature.metadata.expression.CheckedExpression;
import dev.armature.metadata.expression.Expression;
import dev.armature.metadata.expression.Expressions;
import dev.armature.metadata.expression.ValueType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What holds of an object's records, ready for use.
 *
 * @param followings the records that it rests on beside those of the object
 */
public record CompiledInvariant(
        Invariant definition, CheckedExpression condition, List<Following> followings) {

    public CompiledInvariant {
        followings = List.copyOf(followings);
    }

    static List<CompiledInvariant> all(ObjectModel object) {
        return object.definition().options().invariants().stream()
                .map(definition -> of(object, definition))
                .toList();
    }

    private static CompiledInvariant of(ObjectModel object, Invariant definition) {
        CheckedExpression condition = check(object, definition);
        List<Following> followings = new ArrayList<>();
        condition
                .root()
                .visit(node -> {
                    if (node instanceof Expression.Aggregate aggregate) {
                        followings.add(following(object, aggregate));
                    }
                });
        return new CompiledInvariant(definition, condition, followings);
    }

    /** The checked condition. */
    public static CheckedExpression check(ObjectModel object, Invariant definition) {
        return Expressions.check(
                definition.expression(), object.scopeWithChildren(), ValueType.Scalar.BOOLEAN);
    }

    private static Following following(ObjectModel parent, Expression.Aggregate aggregate) {
        ObjectModel children = parent.tenant().required(aggregate.reference().objectId());
        FieldModel reference = children.required(aggregate.reference().name());
        Set<Integer> reads = new HashSet<>();
        aggregate.visit(node -> OwnValues.collect(children, node, reads));
        return new Following(parent, reference, reads);
    }
}
