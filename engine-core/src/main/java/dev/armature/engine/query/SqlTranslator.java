package dev.armature.engine.query;

import dev.armature.engine.sql.Sql;
import dev.armature.metadata.expression.ArithmeticOperator;
import dev.armature.metadata.expression.ComparisonOperator;
import dev.armature.metadata.expression.Environment;
import dev.armature.metadata.expression.Expression;
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
import dev.armature.metadata.expression.Member;
import dev.armature.metadata.expression.Numbers;
import dev.armature.metadata.expression.Property;
import dev.armature.metadata.expression.TextPattern;
import dev.armature.metadata.expression.ValueType;
import dev.armature.metadata.field.ColumnType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Translates checked expressions to SQL that gives the same values as the {@link
 * dev.armature.metadata.expression.Evaluator}. A condition is asked for in one of three ways: as
 * SQL that is true exactly when it is true, as SQL that is true exactly when it is false (so that
 * negation never stands between a column and its index), or as its exact three-valued value.
 * Durations are seconds, as numerics.
 */
final class SqlTranslator {

    private static final String SECONDS_OF_A_DAY = "86400";

    // See Numbers: quotients are taken to 40 places and then rounded to 20.
    private static final String FORTY_PLACES = "0." + "0".repeat(40);

    private final Columns columns;
    private final Environment environment;
    private final List<Property> base;
    private final Map<String, Elements> variables;

    /** Says what a path of fields is in the statement at hand. */
    interface Columns {
        Sql read(List<Property> path, Environment environment);

        /**
         * A condition that all rows of the statement must meet, as it is best written there.
         *
         * @param condition writes it, reading what it needs
         */
        default Sql demanded(Supplier<Sql> condition) {
            return condition.get();
        }

        /** The records of an object that a list names, to look at each in a statement within. */
        default Elements elements(ValueType.Reference of) {
            throw new IllegalStateException("no lists of references are known here");
        }

        /** A figure over the records that reference the one at the end of a path. */
        default Sql aggregate(Aggregate aggregate, List<Property> base, Environment environment) {
            throw new IllegalStateException("no records reference what is read here");
        }
    }

    /** The records that a list names. */
    interface Elements extends Columns {
        /** Whether a condition on them, which reads them through this, is true of one. */
        Sql exists(Sql list, Sql condition);
    }

    SqlTranslator(Columns columns, Environment environment) {
        this(columns, environment, List.of(), Map.of());
    }

    /**
     * A translator of expressions about a record that is reached by references.
     *
     * @param base the references that lead there
     */
    SqlTranslator(Columns columns, Environment environment, List<Property> base) {
        this(columns, environment, base, Map.of());
    }

    private SqlTranslator(
            Columns columns,
            Environment environment,
            List<Property> base,
            Map<String, Elements> variables) {
        this.variables = Map.copyOf(variables);
        this.columns = columns;
        this.environment = environment;
        this.base = base;
    }

    /** The condition that picks a statement's rows: the same as {@link #whenTrue} to them. */
    Sql filter(Expression condition) {
        return Contradiction.isIn(condition) ? Sql.raw("false") : each(condition);
    }

    private Sql each(Expression condition) {
        return condition instanceof Logical(boolean and, Expression left, Expression right) && and
                ? Sql.of("(", each(left), " and ", each(right), ")")
                : demanded(() -> whenTrue(condition));
    }

    /** A condition that all rows must meet, as it is best written in the statement at hand. */
    Sql demanded(Supplier<Sql> condition) {
        return columns.demanded(condition);
    }

    /** SQL that is true exactly when the condition is true; else false or null. */
    Sql whenTrue(Expression condition) {
        return switch (condition) {
            case Logical logical ->
                    Sql.of(
                            "(",
                            whenTrue(logical.left()),
                            logical.and() ? " and " : " or ",
                            whenTrue(logical.right()),
                            ")");
            case Not not -> whenFalse(not.operand());
            case Comparison(ComparisonOperator operator, Expression left, Expression right) ->
                    comparison(operator, left, right);
            case Membership membership -> membership(membership);
            default -> value(condition);
        };
    }

    /** SQL that is true exactly when the condition is false; else false or null. */
    private Sql whenFalse(Expression condition) {
        return switch (condition) {
            case Logical logical ->
                    Sql.of(
                            "(",
                            whenFalse(logical.left()),
                            logical.and() ? " or " : " and ",
                            whenFalse(logical.right()),
                            ")");
            case Not not -> whenTrue(not.operand());
            case Comparison(ComparisonOperator operator, Expression left, Expression right) ->
                    comparison(operator.opposite(), left, right);
            case Membership membership ->
                    Sql.of("not coalesce(", membership(membership), ", false)");
            default -> Sql.of("not ", value(condition));
        };
    }

    /** The value, exactly; conditions are true, false or null. */
    Sql value(Expression expression) {
        return switch (expression) {
            case Literal literal -> constant(literal.value(), literal.type());
            case Read read -> read(read);
            case Element(String variable, List<Property> path) ->
                    named(variable).read(path, environment);
            case Exists exists -> exists(exists);
            case Part(Expression whole, Member member) -> part(value(whole), member);
            case Ambient ambient -> constant(environment.value(ambient.name()), ambient.type());
            case Not not -> Sql.of("(not ", value(not.operand()), ")");
            case Logical logical ->
                    Sql.of(
                            "(",
                            value(logical.left()),
                            logical.and() ? " and " : " or ",
                            value(logical.right()),
                            ")");
            case Comparison comparison -> exact(comparison);
            case Arithmetic arithmetic -> arithmetic(arithmetic);
            case Negation negation -> Sql.of("(- ", value(negation.operand()), ")");
            case Conditional(
                            Expression condition,
                            Expression then,
                            Expression otherwise,
                            ValueType type) ->
                    Sql.of(
                            "(case when ",
                            whenTrue(condition),
                            " then ",
                            value(then),
                            " else ",
                            value(otherwise),
                            " end)");
            case Membership membership -> Sql.of("coalesce(", membership(membership), ", false)");
            case ListLiteral(List<Expression> elements, ValueType.ListOf type) ->
                    Sql.of(
                            "array[",
                            Sql.join(", ", elements.stream().map(this::value).toList()),
                            "]::",
                            column(type.element()).sql(),
                            "[]");
            case Aggregate aggregate -> columns.aggregate(aggregate, base, environment);
            case Call call -> new SqlFunctions(this, environment).call(call);
        };
    }

    private static Sql part(Sql whole, Member member) {
        String key = "'" + member.spelling() + "'";
        return switch (column(member.type())) {
            case NUMERIC -> Sql.of("(", whole, "->", key, ")::numeric");
            case TEXTS ->
                    Sql.of(
                            "(select array_agg(t.value order by t.number) from jsonb_array_elements_text(",
                            whole,
                            "->",
                            key,
                            ") with ordinality as t(value, number))");
            default -> Sql.of("(", whole, "->>", key, ")");
        };
    }

    private Sql read(Read read) {
        List<Property> path = new ArrayList<>(base);
        path.addAll(read.path());
        return columns.read(path, environment);
    }

    private Columns named(String variable) {
        Columns elements = variables.get(variable);
        if (elements == null) {
            throw new IllegalStateException("no variable " + variable + " is known here");
        }
        return elements;
    }

    private Sql exists(Exists exists) {
        Elements elements = columns.elements(exists.of());
        Map<String, Elements> further = new HashMap<>(variables);
        further.put(exists.variable(), elements);
        SqlTranslator within = new SqlTranslator(columns, environment, base, further);
        return elements.exists(value(exists.list()), within.whenTrue(exists.condition()));
    }

    private Sql constant(@Nullable Object value, ValueType type) {
        if (value == null) {
            return Sql.raw("null");
        }
        if (value instanceof TextPattern pattern) {
            return Sql.value(pattern.text(), ColumnType.TEXT);
        }
        if (value instanceof List<?> list && type instanceof ValueType.ListOf of) {
            return Sql.array(list, column(of.element()));
        }
        return Sql.value(value, column(type));
    }

    static ColumnType column(ValueType type) {
        return switch (type) {
            case ValueType.Scalar scalar ->
                    switch (scalar) {
                        case TEXT, NULL -> ColumnType.TEXT;
                        case NUMBER -> ColumnType.NUMERIC;
                        case DURATION -> ColumnType.SECONDS;
                        case TIME -> ColumnType.TIME;
                        case BOOLEAN -> ColumnType.BOOLEAN;
                        case DATE -> ColumnType.DATE;
                        case DATE_TIME -> ColumnType.TIMESTAMPTZ;
                        case USER -> ColumnType.UUID;
                        case MONEY, GEO_POINT, ADDRESS, FILE, JSON -> ColumnType.JSONB;
                    };
            case ValueType.Reference reference -> ColumnType.UUID;
            case ValueType.ListOf(ValueType.Reference of) -> ColumnType.UUIDS;
            case ValueType.ListOf(ValueType element) ->
                    element == ValueType.Scalar.FILE
                            ? ColumnType.JSONBS
                            : element == ValueType.Scalar.USER
                                    ? ColumnType.UUIDS
                                    : ColumnType.TEXTS;
        };
    }

    /** True when the comparison holds; where a side is null it may be null instead of false. */
    private Sql comparison(ComparisonOperator operator, Expression left, Expression right) {
        if (isNull(left) || isNull(right)) {
            return nullTest(operator, isNull(left) ? right : left);
        }
        return switch (operator) {
            case EQUAL ->
                    isNeverNull(left) || isNeverNull(right)
                            ? Sql.of("(", value(left), " = ", value(right), ")")
                            : Sql.of("(", value(left), " is not distinct from ", value(right), ")");
            case NOT_EQUAL -> Sql.of("(", value(left), " is distinct from ", value(right), ")");
            case LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL ->
                    Sql.of("(", ordered(left), " ", operator.symbol(), " ", ordered(right), ")");
        };
    }

    private Sql exact(Comparison comparison) {
        ComparisonOperator operator = comparison.operator();
        if (operator == ComparisonOperator.EQUAL
                && !isNull(comparison.left())
                && !isNull(comparison.right())) {
            return Sql.of(
                    "(",
                    value(comparison.left()),
                    " is not distinct from ",
                    value(comparison.right()),
                    ")");
        }
        return comparison(operator, comparison.left(), comparison.right());
    }

    private Sql nullTest(ComparisonOperator operator, Expression tested) {
        if (isNull(tested)) {
            return Sql.raw(operator == ComparisonOperator.EQUAL ? "true" : "false");
        }
        return Sql.of(
                "(",
                value(tested),
                operator == ComparisonOperator.EQUAL ? " is null)" : " is not null)");
    }

    /** Texts are ordered by code point, whatever the database's collation. */
    private Sql ordered(Expression expression) {
        Sql value = value(expression);
        return expression.type() == ValueType.Scalar.TEXT ? Sql.of(value, " collate \"C\"") : value;
    }

    private static boolean isNull(Expression expression) {
        return expression instanceof Literal literal && literal.value() == null;
    }

    private static boolean isNeverNull(Expression expression) {
        return expression instanceof Literal || expression instanceof Ambient;
    }

    private Sql membership(Membership membership) {
        Expression element = membership.element();
        if (membership.list() instanceof ListLiteral list) {
            boolean constants =
                    list.elements().stream().allMatch(e -> isNeverNull(e) && !isNull(e));
            if (!constants || isNull(element)) {
                return anyEqual(element, list.elements());
            }
            List<Object> values = new ArrayList<>();
            for (Expression e : list.elements()) {
                values.add(constantValue(e));
            }
            return Sql.of(
                    "(",
                    value(element),
                    " = any(",
                    Sql.array(values, column(element.type())),
                    "))");
        }
        // The cast tells PostgreSQL that it is an array, and not rows, even where it is a subquery.
        Sql list =
                Sql.of(
                        "(",
                        value(membership.list()),
                        ")::",
                        column(
                                        membership.list().type() instanceof ValueType.ListOf of
                                                ? of.element()
                                                : element.type())
                                .sql(),
                        "[]");
        // What is stored or known of who asks holds no nulls; a list that is put together may, and
        // null is found there.
        return membership.list() instanceof Expression.Path || membership.list() instanceof Ambient
                ? Sql.of("(", value(element), " = any(", list, "))")
                : Sql.of("(array_position(", list, ", ", value(element), ") is not null)");
    }

    private Object constantValue(Expression expression) {
        Object value =
                expression instanceof Literal literal
                        ? literal.value()
                        : environment.value(((Ambient) expression).name());
        if (value == null) {
            throw new IllegalStateException("a constant of a list is null");
        }
        return value;
    }

    private Sql anyEqual(Expression element, List<Expression> elements) {
        if (elements.isEmpty()) {
            return Sql.raw("false");
        }
        List<Sql> tests = new ArrayList<>();
        for (Expression other : elements) {
            tests.add(exact(new Comparison(ComparisonOperator.EQUAL, element, other)));
        }
        return Sql.of("(", Sql.join(" or ", tests), ")");
    }

    private Sql arithmetic(Arithmetic arithmetic) {
        ValueType left = arithmetic.left().type();
        ValueType right = arithmetic.right().type();
        Sql a = value(arithmetic.left());
        Sql b = value(arithmetic.right());
        String sign = arithmetic.operator().symbol();
        if (left == ValueType.Scalar.TEXT) {
            return Sql.of("(", a, " || ", b, ")");
        }
        if (left == ValueType.Scalar.DATE) {
            return right == ValueType.Scalar.DATE
                    ? Sql.of("((", a, " - ", b, ") * ", SECONDS_OF_A_DAY, "::numeric)")
                    : Sql.of("(", a, " ", sign, " trunc(", b, " / ", SECONDS_OF_A_DAY, ")::int)");
        }
        if (left == ValueType.Scalar.DATE_TIME || left == ValueType.Scalar.TIME) {
            return right.equals(left)
                    ? Sql.of("(extract(epoch from ", a, ") - extract(epoch from ", b, "))")
                    : Sql.of("(", a, " ", sign, " make_interval(secs => (", b, ")::float8))");
        }
        return number(arithmetic.operator(), a, b);
    }

    private static Sql number(ArithmeticOperator operator, Sql a, Sql b) {
        return switch (operator) {
            case ADD, SUBTRACT, MULTIPLY -> Sql.of("(", a, " ", operator.symbol(), " ", b, ")");
            case DIVIDE ->
                    Sql.of(
                            "round((",
                            a,
                            " + ",
                            FORTY_PLACES,
                            ") / nullif(",
                            b,
                            ", 0), ",
                            Integer.toString(Numbers.DIVISION_SCALE),
                            ")");
            case REMAINDER -> Sql.of("mod(", a, ", nullif(", b, ", 0))");
        };
    }
}
