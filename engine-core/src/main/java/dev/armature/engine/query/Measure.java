package dev.armature.engine.query;

import dev.armature.engine.sql.Sql;
import dev.armature.metadata.expression.Aggregation;
import dev.armature.metadata.expression.Expression;
import dev.armature.metadata.expression.ExpressionException;
import dev.armature.metadata.expression.Expressions;
import dev.armature.metadata.expression.Numbers;
import dev.armature.metadata.expression.ValueType;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.problem.Problem;
import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A figure over a group of records, such as {@code sum(amount * probability / 100)}.
 *
 * @param distinct whether different values are counted, written {@code count(distinct x)}
 * @param argument the expression, or null for {@code count()}
 */
record Measure(String name, Aggregation function, boolean distinct, @Nullable Expression argument) {

    private static final Pattern DISTINCT = Pattern.compile("\\s*distinct\\s(.*)", Pattern.DOTALL);

    private static final Pattern WRITTEN =
            Pattern.compile("\\s*([a-zA-Z]+)\\s*\\((.*)\\)\\s*", Pattern.DOTALL);

    // See Numbers: a mean is a quotient like any other.
    private static final String FORTY_PLACES = "0." + "0".repeat(40);

    static Measure parse(ObjectModel object, String name, String text) {
        String place = "/measures/" + name;
        Matcher matcher = WRITTEN.matcher(text);
        if (!matcher.matches()) {
            throw refused(
                    place, "expression_syntax", "A measure is written as sum(amount) or count()");
        }
        Aggregation function = function(matcher.group(1), place);
        String argument = matcher.group(2);
        Matcher different = DISTINCT.matcher(argument);
        boolean distinct = function == Aggregation.COUNT && different.matches();
        if (distinct) {
            argument = different.group(1);
        }
        if (argument.isBlank()) {
            if (function != Aggregation.COUNT) {
                throw refused(
                        place,
                        "expression_syntax",
                        "Only count works without an expression between its brackets");
            }
            return new Measure(name, function, false, null);
        }
        return new Measure(name, function, distinct, argument(object, argument, function, place));
    }

    private static Aggregation function(String written, String place) {
        for (Aggregation function : Aggregation.values()) {
            if (function.spelling().equals(written)) {
                return function;
            }
        }
        throw refused(
                place, "unknown_function", "A measure is one of count, sum, avg, min and max");
    }

    private static Expression argument(
            ObjectModel object, String text, Aggregation function, String place) {
        boolean numeric = function == Aggregation.SUM || function == Aggregation.AVG;
        try {
            Expression argument =
                    numeric
                            ? Expressions.check(text, object.scope(false), ValueType.Scalar.NUMBER)
                                    .root()
                            : Expressions.check(text, object.scope(false)).root();
            if (!function.takes(argument.type())) {
                throw refused(
                        place, "expression_type", "min and max need values that have an order");
            }
            return argument;
        } catch (ExpressionException e) {
            throw EngineException.invalid(ErrorCode.INVALID_QUERY, e.problem().under(place));
        }
    }

    private static EngineException refused(String place, String code, String message) {
        return EngineException.invalid(ErrorCode.INVALID_QUERY, new Problem(place, code, message));
    }

    ValueType type() {
        return argument == null || counts() ? ValueType.Scalar.NUMBER : argument.type();
    }

    private boolean counts() {
        return function == Aggregation.COUNT;
    }

    /** What it is where there are no records. */
    @Nullable BigDecimal ofNothing() {
        return counts() ? BigDecimal.ZERO : null;
    }

    Sql sql(SqlTranslator translator) {
        return of(argument == null ? Sql.EMPTY : translator.value(argument));
    }

    /**
     * The figure over the values that some SQL gives; without an argument that is not looked at.
     */
    Sql of(Sql value) {
        return distinct && argument != null
                ? Sql.of("count(distinct ", value, ")::numeric")
                : sql(function, argument, value);
    }

    /**
     * What an aggregation makes of an expression over the rows of a group; null of none but when
     * counting.
     *
     * @param value the expression in SQL; not looked at where there is no argument
     */
    static Sql sql(Aggregation function, @Nullable Expression argument, Sql value) {
        if (argument == null) {
            return Sql.raw("count(*)::numeric");
        }
        return switch (function) {
            case COUNT -> Sql.of("count(", value, ")::numeric");
            case SUM -> Sql.of("sum(", value, ")");
            case AVG ->
                    Sql.of(
                            "round((sum(",
                            value,
                            ") + ",
                            FORTY_PLACES,
                            ") / nullif(count(",
                            value,
                            "), 0), ",
                            Integer.toString(Numbers.DIVISION_SCALE),
                            ")");
            case MIN, MAX ->
                    argument.type() == ValueType.Scalar.TEXT
                            ? Sql.of(function.spelling(), "(", value, " collate \"C\")")
                            : Sql.of(function.spelling(), "(", value, ")");
        };
    }
}
