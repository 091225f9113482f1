package dev.armature.rules.drools;

import dev.armature.metadata.expression.ComparisonOperator;
import dev.armature.metadata.expression.Expression;
import dev.armature.metadata.expression.Expression.Comparison;
import dev.armature.metadata.expression.Expression.Literal;
import dev.armature.metadata.expression.Expression.Logical;
import dev.armature.metadata.expression.Expression.Not;
import dev.armature.metadata.expression.Expression.Read;
import dev.armature.metadata.expression.Property;
import dev.armature.metadata.expression.ValueType;
import dev.armature.metadata.model.CompiledRule;
import dev.armature.rules.drools.Constraint.Condition;
import dev.armature.rules.drools.Constraint.FieldTest;
import dev.armature.rules.drools.Constraint.On;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Takes a rule apart into constraints that must all hold. A condition applies when it is true, not
 * when it is false or unknown; under that reading "and" falls into its sides, and a negation can be
 * pushed inwards, without a change of meaning in three-valued logic.
 */
final class Conjunction {

    // Rules that ask the same thing first share the node, and indexes work among the children of
    // one node: so the most selective kind comes first, and within it the fields in a fixed order.
    private static final Comparator<Constraint> ORDER =
            Comparator.comparingInt(Conjunction::rank).thenComparingInt(Conjunction::fieldId);

    private final RecordPrototype prototype;
    private final Set<Constraint> constraints = new LinkedHashSet<>();

    private Conjunction(RecordPrototype prototype) {
        this.prototype = prototype;
    }

    static List<Constraint> of(CompiledRule rule, RecordPrototype prototype) {
        Conjunction conjunction = new Conjunction(prototype);
        conjunction.constraints.add(new On(rule.definition().on()));
        if (rule.condition() != null) {
            conjunction.add(rule.condition().root(), true);
        }
        return conjunction.constraints.stream().sorted(ORDER).toList();
    }

    /** Adds what says that the expression is true, or that it is false. */
    private void add(Expression expression, boolean wanted) {
        switch (expression) {
            case Not not -> add(not.operand(), !wanted);
            case Logical logical when logical.and() == wanted -> {
                add(logical.left(), wanted);
                add(logical.right(), wanted);
            }
            case Comparison comparison ->
                    add(
                            wanted ? comparison.operator() : comparison.operator().opposite(),
                            comparison.left(),
                            comparison.right());
            case Read read when prototype.declares(read) ->
                    constraints.add(
                            new FieldTest(
                                    read.path().getFirst(), ComparisonOperator.EQUAL, wanted));
            default -> constraints.add(new Condition(wanted ? expression : new Not(expression)));
        }
    }

    private void add(ComparisonOperator operator, Expression left, Expression right) {
        if (left instanceof Literal && right instanceof Read) {
            add(operator.mirrored(), right, left);
        } else if (left instanceof Read read
                && right instanceof Literal(Object literal, ValueType type)
                && literal != null
                && prototype.declares(read)
                && isIndexable(operator, read.path().getFirst())) {
            constraints.add(new FieldTest(read.path().getFirst(), operator, literal));
        } else {
            constraints.add(new Condition(new Comparison(operator, left, right)));
        }
    }

    // A field without a value passes "!=", which no index of Drools knows; and its indexes order
    // texts by UTF-16 unit, not by code point.
    private static boolean isIndexable(ComparisonOperator operator, Property field) {
        return switch (operator) {
            case EQUAL -> true;
            case NOT_EQUAL -> false;
            case LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL ->
                    field.type() != ValueType.Scalar.TEXT;
        };
    }

    private static int rank(Constraint constraint) {
        return switch (constraint) {
            case On on -> 0;
            case FieldTest test when test.operator() == ComparisonOperator.EQUAL -> 1;
            case FieldTest test -> 2;
            case Condition condition -> 3;
        };
    }

    private static int fieldId(Constraint constraint) {
        return constraint instanceof FieldTest test ? test.field().fieldId() : 0;
    }
}
