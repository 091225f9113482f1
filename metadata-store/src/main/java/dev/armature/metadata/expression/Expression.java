package dev.armature.metadata.expression;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A checked expression: every name resolved, every type known. Booleans are three-valued: null is
 * "unknown". Immutable.
 */
public sealed interface Expression {

    ValueType type();

    /** The direct parts, left to right. */
    List<Expression> parts();

    /** Whether this is a field, at the end of a path or by itself, or a part of one. */
    default boolean isField() {
        return this instanceof Read || (this instanceof Part part && part.whole().isField());
    }

    /** Visits this node and everything below it. */
    default void visit(Consumer<Expression> visitor) {
        visitor.accept(this);
        parts().forEach(part -> part.visit(visitor));
    }

    /** A constant; {@code value} is null for {@code null}. */
    record Literal(@Nullable Object value, ValueType type) implements Expression {
        @Override
        public List<Expression> parts() {
            return List.of();
        }
    }

    /** A field at the end of a path of references. */
    sealed interface Path extends Expression permits Read, Element {

        /** At least one field. */
        List<Property> path();

        /** The same path and a field more. */
        Path then(Property field);

        @Override
        default ValueType type() {
            return path().getLast().type();
        }

        @Override
        default List<Expression> parts() {
            return List.of();
        }

        private static List<Property> joined(List<Property> path, Property field) {
            List<Property> longer = new ArrayList<>(path);
            longer.add(field);
            return longer;
        }
    }

    /**
     * A field of the record, or of a record it references: {@code account.industry} has a path of
     * two.
     *
     * @param old whether the image before the change is read
     */
    record Read(boolean old, List<Property> path) implements Path {
        public Read {
            path = List.copyOf(path);
        }

        @Override
        public Read then(Property field) {
            return new Read(old, Path.joined(path, field));
        }
    }

    /**
     * A field of the record of a list that an {@link Exists} looks at.
     *
     * @param variable the name that the record has there
     */
    record Element(String variable, List<Property> path) implements Path {
        public Element {
            path = List.copyOf(path);
        }

        @Override
        public Element then(Property field) {
            return new Element(variable, Path.joined(path, field));
        }
    }

    /**
     * {@code list.exists(variable, condition)}: whether the condition is true of one of the records
     * that a list names. True or false, never unknown; false where there is no list.
     *
     * @param of the object that the records are of
     * @param variable differs from those of the expressions around this one
     */
    record Exists(Expression list, ValueType.Reference of, String variable, Expression condition)
            implements Expression {
        @Override
        public ValueType type() {
            return ValueType.Scalar.BOOLEAN;
        }

        @Override
        public List<Expression> parts() {
            return List.of(list, condition);
        }
    }

    /** A part of a value that has parts; null when that has none. */
    record Part(Expression whole, Member member) implements Expression {
        @Override
        public ValueType type() {
            return member.type();
        }

        @Override
        public List<Expression> parts() {
            return List.of(whole);
        }
    }

    /** A value of the {@link Environment}. */
    record Ambient(Environment.Source name) implements Expression {
        @Override
        public ValueType type() {
            return name.type();
        }

        @Override
        public List<Expression> parts() {
            return List.of();
        }
    }

    /** {@code !operand}. */
    record Not(Expression operand) implements Expression {
        @Override
        public ValueType type() {
            return ValueType.Scalar.BOOLEAN;
        }

        @Override
        public List<Expression> parts() {
            return List.of(operand);
        }
    }

    /** {@code left && right}, or {@code left || right}: three-valued, as in SQL. */
    record Logical(boolean and, Expression left, Expression right) implements Expression {
        @Override
        public ValueType type() {
            return ValueType.Scalar.BOOLEAN;
        }

        @Override
        public List<Expression> parts() {
            return List.of(left, right);
        }
    }

    /**
     * A comparison. EQUAL and NOT_EQUAL treat null as a value and are never unknown; the others are
     * unknown when a side is null.
     */
    record Comparison(ComparisonOperator operator, Expression left, Expression right)
            implements Expression {
        @Override
        public ValueType type() {
            return ValueType.Scalar.BOOLEAN;
        }

        @Override
        public List<Expression> parts() {
            return List.of(left, right);
        }
    }

    /**
     * Arithmetic over numbers, texts ({@code +} joins), dates and durations; null when a side is
     * null, and for a division by zero.
     */
    record Arithmetic(
            ArithmeticOperator operator, Expression left, Expression right, ValueType type)
            implements Expression {
        @Override
        public List<Expression> parts() {
            return List.of(left, right);
        }
    }

    /** {@code -operand} of a number. */
    record Negation(Expression operand) implements Expression {
        @Override
        public ValueType type() {
            return ValueType.Scalar.NUMBER;
        }

        @Override
        public List<Expression> parts() {
            return List.of(operand);
        }
    }

    /** {@code condition ? then : otherwise}; an unknown condition takes {@code otherwise}. */
    record Conditional(Expression condition, Expression then, Expression otherwise, ValueType type)
            implements Expression {
        @Override
        public List<Expression> parts() {
            return List.of(condition, then, otherwise);
        }
    }

    /** {@code element in list}: true or false, never unknown; null is in a list that has a null. */
    record Membership(Expression element, Expression list) implements Expression {
        @Override
        public ValueType type() {
            return ValueType.Scalar.BOOLEAN;
        }

        @Override
        public List<Expression> parts() {
            return List.of(element, list);
        }
    }

    /** {@code [a, b, c]}. */
    record ListLiteral(List<Expression> elements, ValueType.ListOf type) implements Expression {
        public ListLiteral {
            elements = List.copyOf(elements);
        }

        @Override
        public List<Expression> parts() {
            return elements;
        }
    }

    /**
     * A figure over the records that reference this one. Its parts are expressions over one of
     * those records. It is computed in SQL alone.
     *
     * @param reference their reference to this record
     * @param argument what the figure is made of, or null to count them
     * @param condition which of them it is made of, or null for all
     */
    record Aggregate(
            Aggregation function,
            Property reference,
            @Nullable Expression argument,
            @Nullable Expression condition,
            ValueType type)
            implements Expression {
        @Override
        public List<Expression> parts() {
            return Stream.of(Optional.ofNullable(argument), Optional.ofNullable(condition))
                    .flatMap(Optional::stream)
                    .toList();
        }
    }

    /** A call of a {@link Function}. */
    record Call(Function function, List<Expression> arguments, ValueType type)
            implements Expression {
        public Call {
            arguments = List.copyOf(arguments);
        }

        @Override
        public List<Expression> parts() {
            return arguments;
        }
    }
}
