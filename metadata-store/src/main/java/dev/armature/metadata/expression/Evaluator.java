package dev.armature.metadata.expression;

import dev.armature.metadata.expression.Expression.Aggregate;
import dev.armature.metadata.expression.Expression.Ambient;
import dev.armature.metadata.expression.Expression.Arithmetic;
import dev.armature.metadata.expression.Expression.Call;
import dev.armature.metadata.expression.Expression.Comparison;
import dev.armature.metadata.expression.Expression.Conditional;
import dev.armature.metadata.expression.Expression.Element;
import dev.armature.metadata.expression.Expression.Exists;
import dev.armature.metadata.expression.Expression.ListLiteral;
import dev.armature.metadata.expression.Expression.Literal;
import dev.armature.metadata.expression.Expression.Logical;
import dev.armature.metadata.expression.Expression.Membership;
import dev.armature.metadata.expression.Expression.Negation;
import dev.armature.metadata.expression.Expression.Not;
import dev.armature.metadata.expression.Expression.Part;
import dev.armature.metadata.expression.Expression.Read;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates checked expressions in Java. Stateless. The SQL translation and this class must agree
 * on every case of the shared table (expression-cases.json).
 */
public final class Evaluator {

    private Evaluator() {}

    /** The expression's value; for a condition null means "unknown". */
    public static @Nullable Object evaluate(Expression expression, Bindings bindings) {
        return switch (expression) {
            case Literal literal -> literal.value();
            case Read read -> bindings.read(read);
            case Element(String variable, List<Property> path) ->
                    bindings.element(variable).read(new Read(false, path));
            case Exists exists -> exists(exists, bindings);
            case Part(Expression whole, Member member) -> member.of(evaluate(whole, bindings));
            case Ambient ambient -> bindings.environment().value(ambient.name());
            case Not not -> negate(truth(not.operand(), bindings));
            case Logical logical -> logical(logical, bindings);
            case Comparison comparison ->
                    compare(
                            comparison.operator(),
                            evaluate(comparison.left(), bindings),
                            evaluate(comparison.right(), bindings));
            case Arithmetic arithmetic ->
                    calculate(
                            arithmetic.operator(),
                            evaluate(arithmetic.left(), bindings),
                            evaluate(arithmetic.right(), bindings));
            case Negation negation ->
                    evaluate(negation.operand(), bindings) instanceof BigDecimal number
                            ? number.negate()
                            : null;
            case Conditional conditional ->
                    holds(conditional.condition(), bindings)
                            ? evaluate(conditional.then(), bindings)
                            : evaluate(conditional.otherwise(), bindings);
            case Membership membership -> contains(membership, bindings);
            case ListLiteral list -> all(list.elements(), bindings);
            case Aggregate aggregate ->
                    throw new IllegalStateException("a figure over other records is left to SQL");
            case Call call ->
                    call.function().apply(all(call.arguments(), bindings), bindings.environment());
        };
    }

    /** Whether a condition is true; false and unknown are both not. */
    public static boolean holds(Expression condition, Bindings bindings) {
        return Boolean.TRUE.equals(evaluate(condition, bindings));
    }

    /**
     * Orders two values of one type: texts by code point, false before true, ids as PostgreSQL
     * orders uuids.
     */
    public static int order(Object left, Object right) {
        return switch (left) {
            case String text -> compareCodePoints(text, (String) right);
            case BigDecimal number -> number.compareTo((BigDecimal) right);
            case Boolean flag -> flag.compareTo((Boolean) right);
            case LocalDate date -> date.compareTo((LocalDate) right);
            case LocalTime time -> time.compareTo((LocalTime) right);
            case Instant instant -> instant.compareTo((Instant) right);
            case Duration duration -> duration.compareTo((Duration) right);
            case UUID id -> compareIds(id, (UUID) right);
            default -> throw new IllegalArgumentException("no order for " + left.getClass());
        };
    }

    private static @Nullable Boolean truth(Expression expression, Bindings bindings) {
        return (Boolean) evaluate(expression, bindings);
    }

    private static @Nullable Boolean negate(@Nullable Boolean value) {
        return value == null ? null : !value;
    }

    private static @Nullable Boolean logical(Logical logical, Bindings bindings) {
        // For "and" false decides, for "or" true does; unknown only when nothing decides.
        Boolean deciding = !logical.and();
        Boolean left = truth(logical.left(), bindings);
        if (deciding.equals(left)) {
            return deciding;
        }
        Boolean right = truth(logical.right(), bindings);
        if (deciding.equals(right)) {
            return deciding;
        }
        return left == null || right == null ? null : logical.and();
    }

    private static boolean exists(Exists exists, Bindings bindings) {
        if (!(evaluate(exists.list(), bindings) instanceof List<?> list)) {
            return false;
        }
        List<UUID> ids = list.stream().map(UUID.class::cast).toList();
        return bindings.records(exists.of().objectId(), ids).stream()
                .anyMatch(record ->
                        holds(
                                exists.condition(),
                                new ElementBindings(bindings, exists.variable(), record)));
    }

    private static boolean contains(Membership membership, Bindings bindings) {
        Object list = evaluate(membership.list(), bindings);
        Object element = evaluate(membership.element(), bindings);
        // List.contains does not take null from every list.
        return list instanceof List<?> elements
                && elements.stream().anyMatch(other -> Objects.equals(other, element));
    }

    private static @Nullable Boolean compare(
            ComparisonOperator operator, @Nullable Object left, @Nullable Object right) {
        return switch (operator) {
            case EQUAL -> Objects.equals(left, right);
            case NOT_EQUAL -> !Objects.equals(left, right);
            case LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL ->
                    left == null || right == null ? null : operator.holds(order(left, right));
        };
    }

    private static @Nullable Object calculate(
            ArithmeticOperator operator, @Nullable Object left, @Nullable Object right) {
        if (left == null || right == null) {
            return null;
        }
        return switch (left) {
            case BigDecimal number -> calculate(operator, number, (BigDecimal) right);
            case String text -> text + right;
            case LocalDate date when right instanceof LocalDate other ->
                    Duration.ofDays(date.toEpochDay() - other.toEpochDay());
            case LocalDate date -> date.plusDays(signed(operator, (Duration) right).toDays());
            case LocalTime time -> Duration.between((LocalTime) right, time);
            case Instant instant when right instanceof Instant other ->
                    Duration.between(other, instant);
            case Instant instant -> instant.plus(signed(operator, (Duration) right));
            case Duration duration -> duration.plus(signed(operator, (Duration) right));
            default -> throw new IllegalArgumentException("no arithmetic for " + left.getClass());
        };
    }

    private static @Nullable BigDecimal calculate(
            ArithmeticOperator operator, BigDecimal left, BigDecimal right) {
        return switch (operator) {
            case ADD -> Numbers.canonical(left.add(right));
            case SUBTRACT -> Numbers.canonical(left.subtract(right));
            case MULTIPLY -> Numbers.canonical(left.multiply(right));
            case DIVIDE -> Numbers.divide(left, right);
            case REMAINDER -> Numbers.remainder(left, right);
        };
    }

    private static Duration signed(ArithmeticOperator operator, Duration duration) {
        return operator == ArithmeticOperator.SUBTRACT ? duration.negated() : duration;
    }

    private static List<@Nullable Object> all(List<Expression> expressions, Bindings bindings) {
        List<@Nullable Object> values = new ArrayList<>(expressions.size());
        for (Expression expression : expressions) {
            values.add(evaluate(expression, bindings));
        }
        return values;
    }

    // Java compares UTF-16 units, PostgreSQL's "C" collation UTF-8 bytes, which order as code
    // points do.
    private static int compareCodePoints(String left, String right) {
        int length = Math.min(left.length(), right.length());
        for (int i = 0; i < length; i++) {
            char a = left.charAt(i);
            char b = right.charAt(i);
            if (a != b) {
                boolean bothSurrogates = Character.isSurrogate(a) && Character.isSurrogate(b);
                if (!bothSurrogates && (Character.isSurrogate(a) || Character.isSurrogate(b))) {
                    return Character.isSurrogate(a) ? 1 : -1;
                }
                return Character.compare(a, b);
            }
        }
        return Integer.compare(left.length(), right.length());
    }

    private static int compareIds(UUID left, UUID right) {
        int high =
                Long.compareUnsigned(left.getMostSignificantBits(), right.getMostSignificantBits());
        return high != 0
                ? high
                : Long.compareUnsigned(
                        left.getLeastSignificantBits(), right.getLeastSignificantBits());
    }
}
