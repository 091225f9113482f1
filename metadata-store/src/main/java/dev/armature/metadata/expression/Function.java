package dev.armature.metadata.expression;

import static dev.armature.metadata.expression.ValueType.Scalar.BOOLEAN;
import static dev.armature.metadata.expression.ValueType.Scalar.DATE;
import static dev.armature.metadata.expression.ValueType.Scalar.DATE_TIME;
import static dev.armature.metadata.expression.ValueType.Scalar.DURATION;
import static dev.armature.metadata.expression.ValueType.Scalar.GEO_POINT;
import static dev.armature.metadata.expression.ValueType.Scalar.NUMBER;
import static dev.armature.metadata.expression.ValueType.Scalar.TEXT;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The function library. Each is null when an argument is null ({@link #HAS} and {@link #COALESCE},
 * which are about null, excepted), and can be written {@code f(x, y)} or {@code x.f(y)}. The table
 * in docs/expressions.md is made from this list, and the SQL of each stands in the query
 * translator.
 */
public enum Function {
    HAS("has", List.of(), BOOLEAN, "has(x): whether x has a value", (a, e) -> a.getFirst() != null),
    COALESCE(
            "coalesce",
            List.of(),
            TEXT,
            "coalesce(x, y, …): the first that has a value",
            (a, e) -> firstOf(a)),
    SIZE(
            "size",
            List.of(TEXT),
            NUMBER,
            "size(text): its length in Unicode code points; size(list): how many it has",
            (a, e) -> size(value(a, 0))),
    CONTAINS(
            "contains",
            List.of(TEXT, TEXT),
            BOOLEAN,
            "text.contains(part): case-sensitive; list.contains(x) is x in list",
            (a, e) -> text(a, 0).contains(text(a, 1))),
    STARTS_WITH(
            "startsWith",
            List.of(TEXT, TEXT),
            BOOLEAN,
            "text.startsWith(part): case-sensitive",
            (a, e) -> text(a, 0).startsWith(text(a, 1))),
    ENDS_WITH(
            "endsWith",
            List.of(TEXT, TEXT),
            BOOLEAN,
            "text.endsWith(part): case-sensitive",
            (a, e) -> text(a, 0).endsWith(text(a, 1))),
    LOWER(
            "lower",
            List.of(TEXT),
            TEXT,
            "lower(text): by Unicode's simple case mapping",
            (a, e) -> mapCase(text(a, 0), false)),
    UPPER(
            "upper",
            List.of(TEXT),
            TEXT,
            "upper(text): by Unicode's simple case mapping",
            (a, e) -> mapCase(text(a, 0), true)),
    TRIM(
            "trim",
            List.of(TEXT),
            TEXT,
            "trim(text): without spaces at both ends",
            (a, e) -> trim(text(a, 0))),
    ABS("abs", List.of(NUMBER), NUMBER, "abs(number)", (a, e) -> number(a, 0).abs()),
    FLOOR(
            "floor",
            List.of(NUMBER),
            NUMBER,
            "floor(number): the next whole number below",
            (a, e) -> Numbers.canonical(number(a, 0).setScale(0, RoundingMode.FLOOR))),
    CEIL(
            "ceil",
            List.of(NUMBER),
            NUMBER,
            "ceil(number): the next whole number above",
            (a, e) -> Numbers.canonical(number(a, 0).setScale(0, RoundingMode.CEILING))),
    ROUND(
            "round",
            List.of(NUMBER, NUMBER),
            NUMBER,
            "round(number, places): half away from zero; places from 0 to 20",
            (a, e) ->
                    Numbers.canonical(
                            number(a, 0)
                                    .setScale(Numbers.places(number(a, 1)), RoundingMode.HALF_UP))),
    YEAR("year", List.of(DATE), NUMBER, "year(date)", (a, e) -> Numbers.of(date(a, 0).getYear())),
    MONTH(
            "month",
            List.of(DATE),
            NUMBER,
            "month(date): 1 to 12",
            (a, e) -> Numbers.of(date(a, 0).getMonthValue())),
    DAY(
            "day",
            List.of(DATE),
            NUMBER,
            "day(date): of the month",
            (a, e) -> Numbers.of(date(a, 0).getDayOfMonth())),
    DATE_OF(
            "dateOf",
            List.of(DATE_TIME),
            DATE,
            "dateOf(dateTime): its day in the tenant's time zone",
            (a, e) -> LocalDate.ofInstant((Instant) value(a, 0), e.zone())),
    DAYS(
            "days",
            List.of(NUMBER),
            DURATION,
            "days(n): n times 24 hours",
            (a, e) -> seconds(a, 86_400)),
    HOURS("hours", List.of(NUMBER), DURATION, "hours(n)", (a, e) -> seconds(a, 3_600)),
    MINUTES("minutes", List.of(NUMBER), DURATION, "minutes(n)", (a, e) -> seconds(a, 60)),
    POINT(
            "point",
            List.of(NUMBER, NUMBER),
            GEO_POINT,
            "point(lat, lng): in degrees; null where there is no such place",
            (a, e) -> GeoPoint.of(number(a, 0), number(a, 1))),
    DISTANCE(
            "distance",
            List.of(GEO_POINT, NUMBER, NUMBER),
            NUMBER,
            "distance(place, lat, lng): in whole metres",
            (a, e) -> distance((GeoPoint) value(a, 0), GeoPoint.of(number(a, 1), number(a, 2))));

    /** What a function does with its arguments, none of which is null. */
    @FunctionalInterface
    private interface Body {
        @Nullable Object apply(List<@Nullable Object> arguments, Environment environment);
    }

    private final String spelling;
    private final List<ValueType> parameters;
    private final ValueType result;
    private final String description;
    private final Body body;

    Function(
            String spelling,
            List<ValueType> parameters,
            ValueType result,
            String description,
            Body body) {
        this.spelling = spelling;
        this.parameters = parameters;
        this.result = result;
        this.description = description;
        this.body = body;
    }

    public String spelling() {
        return spelling;
    }

    /** The parameters' types; empty for the two functions that take any type. */
    public List<ValueType> parameters() {
        return parameters;
    }

    /** The type of what it gives ({@link #COALESCE}: the type of its arguments). */
    public ValueType result() {
        return result;
    }

    /** One line for the documentation. */
    public String description() {
        return description;
    }

    /** Whether null arguments reach the function's body. */
    public boolean takesNull() {
        return this == HAS || this == COALESCE;
    }

    @Nullable Object apply(List<@Nullable Object> arguments, Environment environment) {
        if (!takesNull() && arguments.contains(null)) {
            return null;
        }
        return body.apply(arguments, environment);
    }

    static @Nullable Function named(String spelling) {
        for (Function function : values()) {
            if (function.spelling.equals(spelling)) {
                return function;
            }
        }
        return null;
    }

    private static @Nullable Object firstOf(List<@Nullable Object> arguments) {
        for (Object argument : arguments) {
            if (argument != null) {
                return argument;
            }
        }
        return null;
    }

    private static Object value(List<@Nullable Object> arguments, int index) {
        Object value = arguments.get(index);
        if (value == null) {
            throw new IllegalStateException("null reached the body of a function");
        }
        return value;
    }

    private static String text(List<@Nullable Object> arguments, int index) {
        return (String) value(arguments, index);
    }

    private static BigDecimal size(Object value) {
        return value instanceof List<?> list
                ? Numbers.of(list.size())
                : Numbers.of(((String) value).codePointCount(0, ((String) value).length()));
    }

    private static BigDecimal number(List<@Nullable Object> arguments, int index) {
        return (BigDecimal) value(arguments, index);
    }

    private static LocalDate date(List<@Nullable Object> arguments, int index) {
        return (LocalDate) value(arguments, index);
    }

    private static Duration seconds(List<@Nullable Object> arguments, int unit) {
        BigDecimal seconds = number(arguments, 0).multiply(BigDecimal.valueOf(unit));
        return Duration.ofSeconds(seconds.setScale(0, RoundingMode.HALF_UP).longValueExact());
    }

    private static @Nullable BigDecimal distance(GeoPoint from, @Nullable GeoPoint to) {
        return to == null ? null : from.distance(to);
    }

    // PostgreSQL's btrim(x) takes off spaces only, so we do too.
    private static String trim(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && text.charAt(start) == ' ') {
            start++;
        }
        while (end > start && text.charAt(end - 1) == ' ') {
            end--;
        }
        return text.substring(start, end);
    }

    // One code point to one code point, as PostgreSQL's builtin C.UTF-8 locale does.
    private static String mapCase(String text, boolean upper) {
        StringBuilder mapped = new StringBuilder(text.length());
        text.codePoints()
                .map(c -> upper ? Character.toUpperCase(c) : Character.toLowerCase(c))
                .forEach(mapped::appendCodePoint);
        return mapped.toString();
    }
}
