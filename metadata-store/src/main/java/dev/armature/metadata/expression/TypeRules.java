package dev.armature.metadata.expression;

import static dev.armature.metadata.expression.ValueType.Scalar.BOOLEAN;
import static dev.armature.metadata.expression.ValueType.Scalar.DATE;
import static dev.armature.metadata.expression.ValueType.Scalar.DATE_TIME;
import static dev.armature.metadata.expression.ValueType.Scalar.DURATION;
import static dev.armature.metadata.expression.ValueType.Scalar.JSON;
import static dev.armature.metadata.expression.ValueType.Scalar.NULL;
import static dev.armature.metadata.expression.ValueType.Scalar.NUMBER;
import static dev.armature.metadata.expression.ValueType.Scalar.TEXT;
import static dev.armature.metadata.expression.ValueType.Scalar.TIME;
import static dev.armature.metadata.expression.ValueType.Scalar.USER;

import dev.armature.metadata.expression.ValueType.ListOf;
import dev.armature.metadata.expression.ValueType.Reference;
import org.jspecify.annotations.Nullable;

/** Which types go together in comparisons and in arithmetic. */
final class TypeRules {

    private TypeRules() {}

    /** Whether two values can be compared, for equality or for order. */
    static boolean comparable(ValueType left, ValueType right, boolean equality) {
        if (left == NULL || right == NULL) {
            return equality;
        }
        if (left instanceof ListOf || right instanceof ListOf || left == JSON) {
            return false;
        }
        if (left instanceof Reference
                || left == USER
                || left == BOOLEAN
                || !Member.of(left).isEmpty()) {
            return equality && left.equals(right);
        }
        return left.equals(right);
    }

    /** The type of what an operator makes of two values; null when it does not work on them. */
    static @Nullable ValueType arithmetic(
            ArithmeticOperator operator, ValueType left, ValueType right) {
        if (left == NUMBER && right == NUMBER) {
            return NUMBER;
        }
        boolean add = operator == ArithmeticOperator.ADD;
        if (!add && operator != ArithmeticOperator.SUBTRACT) {
            return null;
        }
        if (left == TEXT && right == TEXT) {
            return add ? TEXT : null;
        }
        boolean moment = left == DATE || left == DATE_TIME;
        if ((moment || left == DURATION) && right == DURATION) {
            return left;
        }
        return !add && (moment || left == TIME) && left.equals(right) ? DURATION : null;
    }
}
