package dev.armature.engine.query;

import dev.armature.engine.sql.Sql;
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
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A figure over a group of records, such as {@code sum(amount * probability / 100)}.
 *
 * @param argument the expression, or null for {@code count()}
 */
record Measure(String name, Function function, @Nullable Expression argument) {

    private static final Pattern DISTINCT = Pattern.compile("\\s*distinct\\s(.*)", Pattern.DOTALL);

    private static final Pattern WRITTEN =
            Pattern.compile("\\s*([a-zA-Z]+)\\s*\\((.*)\\)\\s*", Pattern.DOTALL);

    // See Numbers: a mean is a quotient like any other.
    private static final String FORTY_PLACES = "0." + "0".repeat(40);

    /** What is done with the values of a group. */
    enum Function {
        COUNT,
        /** Written {@code count(distinct x)}: how many different values there are. */
        COUNT_DISTINCT,
        SUM,
        AVG,
        MIN,
        MAX;

        private String spelling() {
            return name().toLowerCase(Locale.ROOT);
        }

        private boolean counts() {
            return this == COUNT || this == COUNT_DISTINCT;
        }
    }

    static Measure parse(ObjectModel object, String name, String text) {
        String place = "/measures/" + name;
        Matcher matcher = WRITTEN.matcher(text);
        if (!matcher.matches()) {
            throw refused(
                    place, "expression_syntax", "A measure is written as sum(amount) or count()");
        }
        Function function = function(matcher.group(1), place);
        String argument = matcher.group(2);
        Matcher distinct = DISTINCT.matcher(argument);
        if (function == Function.COUNT && distinct.matches()) {
            function = Function.COUNT_DISTINCT;
            argument = distinct.group(1);
        }
        if (argument.isBlank()) {
            if (function != Function.COUNT) {
                throw refused(
                        place,
                        "expression_syntax",
                        matcher.group(1) + " needs something in its brackets");
            }
            return new Measure(name, function, null);
        }
        return new Measure(name, function, argument(object, argument, function, place));
    }

    private static Function function(String written, String place) {
        for (Function function : Function.values()) {
            if (function.spelling().equals(written)) {
                return function;
            }
        }
        throw refused(place, "unknown_function", "A measure is one of count, sum, avg, min, max");
    }

    private static Expression argument(
            ObjectModel object, String text, Function function, String place) {
        boolean numeric = function == Function.SUM || function == Function.AVG;
        try {
            Expression argument =
                    numeric
                            ? Expressions.check(text, object.scope(false), ValueType.Scalar.NUMBER)
                                    .root()
                            : Expressions.check(text, object.scope(false)).root();
            boolean ordered =
                    argument.type() instanceof ValueType.Scalar scalar
                            && scalar != ValueType.Scalar.BOOLEAN
                            && scalar.isSortable();
            if (!function.counts() && !ordered) {
                throw refused(
                        place, "expression_type", "min and max need values that have an order");
            }
            if (function == Function.COUNT_DISTINCT && !argument.type().isSortable()) {
                throw refused(
                        place,
                        "expression_type",
                        "Different values of a " + argument.type().label() + " are not counted");
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
        return argument == null || function.counts() ? ValueType.Scalar.NUMBER : argument.type();
    }

    /** What it is where there are no records. */
    @Nullable BigDecimal ofNothing() {
        return argument == null || function.counts() ? BigDecimal.ZERO : null;
    }

    Sql sql(SqlTranslator translator) {
        return of(argument == null ? Sql.EMPTY : translator.value(argument));
    }

    /**
     * The figure over the values that some SQL gives; without an argument that is not looked at.
     */
    Sql of(Sql value) {
        if (argument == null) {
            return Sql.raw("count(*)::numeric");
        }
        return switch (function) {
            case COUNT -> Sql.of("count(", value, ")::numeric");
            case COUNT_DISTINCT -> Sql.of("count(distinct ", value, ")::numeric");
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
            case MIN -> extreme("min", value);
            case MAX -> extreme("max", value);
        };
    }

    private Sql extreme(String function, Sql value) {
        return type() == ValueType.Scalar.TEXT
                ? Sql.of(function, "(", value, " collate \"C\")")
                : Sql.of(function, "(", value, ")");
    }
}
