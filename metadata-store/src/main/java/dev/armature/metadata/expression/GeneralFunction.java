package dev.armature.metadata.expression;

import static dev.armature.metadata.expression.Parameter.ANY;
import static dev.armature.metadata.expression.Parameter.ORDERED;
import static dev.armature.metadata.expression.Parameter.PLAIN;
import static dev.armature.metadata.expression.Parameter.TEXT;
import static dev.armature.metadata.expression.Signature.takes;
import static dev.armature.metadata.expression.Signature.takesAnyNumberOf;

import dev.armature.metadata.expression.ValueType.Scalar;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Functions of values of several types, and from one type to another. */
public enum GeneralFunction implements Function {
    HAS(
            "has",
            takes(ANY).gives(Scalar.BOOLEAN),
            a -> a.values().getFirst() != null,
            "Whether there is a value",
            "has(null)",
            "false"),
    COALESCE(
            "coalesce",
            takesAnyNumberOf(ANY),
            GeneralFunction::firstOf,
            "The first that is not null",
            "coalesce(null, 5, 7)",
            "5"),
    LEAST(
            "least",
            takesAnyNumberOf(ORDERED),
            a -> a.values().stream().min(GeneralFunction::order).orElseThrow(),
            "The smallest, earliest or shortest",
            "least(3, 1.5, 2)",
            "1.5"),
    GREATEST(
            "greatest",
            takesAnyNumberOf(ORDERED),
            a -> a.values().stream().max(GeneralFunction::order).orElseThrow(),
            "The greatest, latest or longest",
            "greatest(3, 1.5, 2)",
            "3"),
    TO_TEXT(
            "text",
            takes(PLAIN).gives(Scalar.TEXT),
            a -> text(a.value(0)),
            "As it is written in JSON, without quotes; null for a date before the year 1 or after 9999",
            "text(1.50)",
            "\"1.5\""),
    TO_NUMBER(
            "number",
            takes(TEXT).gives(Scalar.NUMBER),
            a -> number(a.text(0)),
            "The number that the text writes: digits, a minus sign before and a point among them if need be, up to 38 before and 20 after the point; null if it writes none",
            "number(\"-1.50\")",
            "-1.5");

    private static final Pattern NUMBER =
            Pattern.compile(
                    "-?[0-9]{1,%d}(?:\\.[0-9]{1,%d})?"
                            .formatted(Numbers.MAX_INTEGER_DIGITS, Numbers.MAX_SCALE));

    private final Description description;

    GeneralFunction(
            String spelling,
            Signature signature,
            Body body,
            String meaning,
            String example,
            String is) {
        this.description = new Description(spelling, signature, body, meaning, example, is);
    }

    @Override
    public Description description() {
        return description;
    }

    private static @Nullable Object firstOf(Arguments arguments) {
        return arguments.values().stream().filter(Objects::nonNull).findFirst().orElse(null);
    }

    private static int order(@Nullable Object left, @Nullable Object right) {
        return Objects.compare(left, right, Comparator.nullsLast(Evaluator::order));
    }

    private static @Nullable String text(Object value) {
        return switch (value) {
            case BigDecimal number -> Numbers.text(number);
            case LocalDate date -> DateFunction.inRange(date) == null ? null : date.toString();
            default -> value.toString();
        };
    }

    private static @Nullable BigDecimal number(String text) {
        return NUMBER.matcher(text).matches() ? Numbers.canonical(new BigDecimal(text)) : null;
    }
}
