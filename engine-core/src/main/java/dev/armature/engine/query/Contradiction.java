package dev.armature.engine.query;

import dev.armature.metadata.expression.ComparisonOperator;
import dev.armature.metadata.expression.Expression;
import dev.armature.metadata.expression.Expression.Comparison;
import dev.armature.metadata.expression.Expression.ListLiteral;
import dev.armature.metadata.expression.Expression.Literal;
import dev.armature.metadata.expression.Expression.Logical;
import dev.armature.metadata.expression.Expression.Membership;
import dev.armature.metadata.expression.Expression.Read;
import dev.armature.metadata.expression.ValueType;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Conditions that no record can meet, because they want a field to be of values that have nothing
 * in common. PostgreSQL does not see that of lists, and goes through all records for none. Sees
 * what is plain: equality and lists of constants, all of them demanded. Serves one condition.
 */
final class Contradiction {

    /** What a field may be, for those of which something is demanded. */
    private final Map<Read, Set<Object>> allowed = new HashMap<>();

    private final Map<Read, Set<Object>> excluded = new HashMap<>();

    private Contradiction() {}

    /** Whether a condition can be seen to be true of nothing. */
    static boolean isIn(Expression condition) {
        Contradiction known = new Contradiction();
        known.demand(condition);
        return known.allowed.entrySet().stream()
                .anyMatch(field ->
                        known.excluded
                                .getOrDefault(field.getKey(), Set.of())
                                .containsAll(field.getValue()));
    }

    private void demand(Expression condition) {
        switch (condition) {
            case Logical(boolean and, Expression left, Expression right) when and -> {
                demand(left);
                demand(right);
            }
            case Comparison(ComparisonOperator operator, Read field, Literal value) ->
                    compare(operator, field, value);
            case Comparison(ComparisonOperator operator, Literal value, Read field) ->
                    compare(operator, field, value);
            case Membership(Read field, ListLiteral(List<Expression> elements, _)) ->
                    allow(field, constants(elements));
            default -> {}
        }
    }

    private void compare(ComparisonOperator operator, Read field, Literal literal) {
        Set<Object> value = constants(List.of(literal));
        if (value != null && operator == ComparisonOperator.EQUAL) {
            allow(field, value);
        } else if (value != null && operator == ComparisonOperator.NOT_EQUAL) {
            excluded.computeIfAbsent(field, none -> new HashSet<>()).addAll(value);
        }
    }

    private void allow(Read field, @Nullable Set<Object> values) {
        // Texts are equal as they are written; 1 and 1.0 are, too, and are not the same here.
        if (values != null && field.type() == ValueType.Scalar.TEXT) {
            allowed.computeIfAbsent(field, none -> new HashSet<>(values)).retainAll(values);
        }
    }

    /** The values of a list; null where one is computed, or none. */
    private static @Nullable Set<Object> constants(List<Expression> elements) {
        Set<Object> values = new HashSet<>();
        for (Expression element : elements) {
            Object value = element instanceof Literal literal ? literal.value() : null;
            if (value == null) {
                return null;
            }
            values.add(value);
        }
        return values;
    }
}
