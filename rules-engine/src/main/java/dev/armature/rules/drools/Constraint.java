package dev.armature.rules.drools;

import dev.armature.metadata.definition.RuleDefinition;
import dev.armature.metadata.expression.ComparisonOperator;
import dev.armature.metadata.expression.Evaluator;
import dev.armature.metadata.expression.Expression;
import dev.armature.metadata.expression.Property;
import java.util.Set;

/**
 * One of the things that must hold for a rule to match. Those that are equal share a node of the
 * network, so equality has to mean the same question with a literal of the same class.
 */
sealed interface Constraint {

    boolean holds(Fact fact);

    /** What happens to the record is one of these. */
    record On(Set<RuleDefinition.Operation> operations) implements Constraint {
        @Override
        public boolean holds(Fact fact) {
            return operations.contains(fact.operation());
        }
    }

    /** A stored field compares with a literal, which is not null. Drools can index it. */
    record FieldTest(Property field, ComparisonOperator operator, Object literal)
            implements Constraint {
        @Override
        public boolean holds(Fact fact) {
            Object value = fact.value(field);
            if (value == null) {
                return false;
            }
            return operator == ComparisonOperator.EQUAL
                    ? value.equals(literal)
                    : operator.holds(Evaluator.order(value, literal));
        }
    }

    /** Anything else that can be asked of a record. */
    record Condition(Expression expression) implements Constraint {
        @Override
        public boolean holds(Fact fact) {
            return fact.holds(expression);
        }
    }
}
