package dev.armature.metadata.model;

import dev.armature.metadata.expression.Aggregation;
import dev.armature.metadata.expression.CheckedExpression;
import dev.armature.metadata.expression.Expression;
import dev.armature.metadata.expression.ExpressionException;
import dev.armature.metadata.expression.Expressions;
import dev.armature.metadata.expression.ValueType;
import dev.armature.metadata.field.RollupType;
import dev.armature.metadata.problem.Problem;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A rollup, ready for use.
 *
 * @param field the field that keeps the figure
 * @param parent the object that has it
 * @param children the object whose records it is made of
 * @param following their reference to the parent, and what else of them decides the figure
 */
public record Rollup(
        FieldModel field,
        ObjectModel parent,
        ObjectModel children,
        Following following,
        Expression.Aggregate aggregate) {

    static Rollup of(ObjectModel parent, FieldModel field, RollupType type) {
        ObjectModel children = parent.tenant().required(type.object());
        FieldModel reference = children.required(type.reference());
        CheckedExpression argument = argument(type, children);
        CheckedExpression condition = condition(type, children);
        Expression.Aggregate aggregate =
                new Expression.Aggregate(
                        type.function(),
                        reference.property(),
                        argument == null ? null : argument.root(),
                        condition == null ? null : condition.root(),
                        field.property().type());
        Set<Integer> reads = new HashSet<>();
        aggregate.visit(node -> OwnValues.collect(children, node, reads));
        return new Rollup(
                field, parent, children, new Following(parent, reference, reads), aggregate);
    }

    /** What the figure is made of, checked; null when records are counted. */
    public static @Nullable CheckedExpression argument(RollupType type, ObjectModel children) {
        String of = type.of();
        if (of == null) {
            return null;
        }
        CheckedExpression argument = Expressions.check(of, children.scope(false));
        ValueType given = argument.root().type();
        boolean kept =
                !type.function().keepsType()
                        || given.equals(type.valueType(children.tenant()::idOf));
        if (!type.function().takes(given) || !kept) {
            throw new ExpressionException(
                    new Problem(
                            "",
                            "expression_type",
                            type.function().keepsType()
                                    ? "A number is expected, or a field whose values have an order"
                                    : "A number is expected, not a " + given.label()));
        }
        return argument;
    }

    /** The condition on the records that the figure is made of, checked; null for all. */
    public static @Nullable CheckedExpression condition(RollupType type, ObjectModel children) {
        String filter = type.filter();
        return filter == null
                ? null
                : Expressions.check(filter, children.scope(false), ValueType.Scalar.BOOLEAN);
    }

    /** The figure over no records at all. */
    public @Nullable Object ofNothing() {
        return aggregate.function() == Aggregation.COUNT || aggregate.function() == Aggregation.SUM
                ? BigDecimal.ZERO
                : null;
    }
}
