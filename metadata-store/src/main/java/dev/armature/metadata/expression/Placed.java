package dev.armature.metadata.expression;

import java.util.List;

/**
 * A part of an expression with the place where it is written, in code points.
 *
 * @param elements of a list that is written out, its elements with their places; else none
 */
record Placed(Expression expression, int offset, List<Placed> elements) {

    Placed {
        elements = List.copyOf(elements);
    }

    Placed(Expression expression, int offset) {
        this(expression, offset, List.of());
    }

    ValueType type() {
        return expression.type();
    }

    /** Something else made of what stands at this place. */
    Placed with(Expression other) {
        return new Placed(other, offset, elements);
    }

    static List<Expression> expressions(List<Placed> placed) {
        return placed.stream().map(Placed::expression).toList();
    }
}
