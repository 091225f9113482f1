package dev.armature.engine.query;

import dev.armature.engine.sql.Sql;
import dev.armature.metadata.expression.DateFunction;
import dev.armature.metadata.expression.Environment;
import dev.armature.metadata.expression.Expression;
import dev.armature.metadata.expression.Expression.Call;
import dev.armature.metadata.expression.Function;
import dev.armature.metadata.expression.GeneralFunction;
import dev.armature.metadata.expression.ListFunction;
import dev.armature.metadata.expression.NumberFunction;
import dev.armature.metadata.expression.PlaceFunction;
import dev.armature.metadata.expression.TextFunction;
import dev.armature.metadata.expression.ValueType;
import dev.armature.metadata.expression.ValueType.Scalar;
import dev.armature.metadata.field.ColumnType;
import java.util.ArrayList;
import java.util.List;

/**
 * The SQL of each function of the expression language. What needs an argument more than once has it
 * computed once, in a row {@code v} of its own, so that calls within calls do not multiply.
 */
final class SqlFunctions {

    private static final List<String> NAMES = List.of("a", "b", "c");

    private final SqlTranslator translator;
    private final Environment environment;

    SqlFunctions(SqlTranslator translator, Environment environment) {
        this.translator = translator;
        this.environment = environment;
    }

    Sql call(Call call) {
        Function function = call.function();
        if (!function.takesNull() && call.arguments().stream().anyMatch(SqlFunctions::isNull)) {
            return Sql.raw("null::" + type(call));
        }
        return switch (function) {
            case GeneralFunction general -> general(general, call);
            case TextFunction text -> SqlTexts.call(text, this, call);
            case NumberFunction number -> SqlNumbers.call(number, this, call);
            case DateFunction date -> SqlDates.call(date, this, call);
            case ListFunction list -> list(list, call);
            case PlaceFunction place -> SqlPlaces.call(place, this, call);
        };
    }

    private Sql general(GeneralFunction function, Call call) {
        return switch (function) {
            case HAS -> Sql.of("(", value(call, 0), " is not null)");
            case COALESCE -> Sql.of("coalesce(", values(call), ")");
            case LEAST -> extreme("min", call);
            case GREATEST -> extreme("max", call);
            case TO_TEXT -> text(call.arguments().getFirst().type(), value(call, 0));
            case TO_NUMBER ->
                    over(
                            call,
                            "case when v.a ~ '^-?[0-9]{1,38}(?:[.][0-9]{1,20})?$' then v.a::numeric end");
        };
    }

    // SQL's own least and greatest leave nulls out.
    private Sql extreme(String aggregate, Call call) {
        return Sql.of(
                "(select case when count(x) = count(*) then ",
                aggregate,
                "(x) end from unnest(array[",
                values(call),
                "]::",
                type(call),
                "[]) x)");
    }

    private static Sql text(ValueType from, Sql value) {
        if (from == Scalar.NUMBER) {
            return Sql.of("trim_scale(", value, ")::text");
        }
        if (from == Scalar.DATE) {
            return Sql.of("to_char(", SqlDates.inRange(value), ", 'YYYY-MM-DD')");
        }
        return Sql.of("(", value, ")::text");
    }

    private Sql list(ListFunction function, Call call) {
        return switch (function) {
            case IS_EMPTY ->
                    isList(call)
                            ? Sql.of("(cardinality(", value(call, 0), ") = 0)")
                            : Sql.of("(", value(call, 0), " = '')");
            case FIRST -> Sql.of("(", value(call, 0), ")[1]");
            case LAST -> over(call, "v.a[cardinality(v.a)]");
            case JOIN -> Sql.of("array_to_string(", values(call), ")");
        };
    }

    /** Whether the first argument is a list. */
    static boolean isList(Call call) {
        return call.arguments().getFirst().type() instanceof ValueType.ListOf;
    }

    Sql value(Call call, int index) {
        return translator.value(call.arguments().get(index));
    }

    /** All arguments, with commas between them. */
    Sql values(Call call) {
        return Sql.join(", ", call.arguments().stream().map(translator::value).toList());
    }

    /** The tenant's time zone. */
    Sql zone() {
        return Sql.value(environment.zone().getId(), ColumnType.TEXT);
    }

    /**
     * SQL over the arguments as {@code v.a}, {@code v.b} and {@code v.c}, each computed once; null
     * when one of them is.
     */
    Sql over(Call call, String body) {
        List<Sql> columns = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < call.arguments().size(); i++) {
            // Of one collation, so that texts of different origin can meet.
            String collation =
                    call.arguments().get(i).type() == Scalar.TEXT ? ") collate \"C\" as " : ") as ";
            columns.add(Sql.of("(", value(call, i), collation, NAMES.get(i)));
            names.add("v." + NAMES.get(i));
        }
        // The offset keeps the planner from putting the arguments back in their places.
        return Sql.of(
                "(select ",
                body,
                " from (select ",
                Sql.join(", ", columns),
                " offset 0) v where num_nulls(",
                String.join(", ", names),
                ") = 0)");
    }

    private static boolean isNull(Expression expression) {
        return expression instanceof Expression.Literal literal && literal.value() == null;
    }

    private static String type(Call call) {
        return SqlTranslator.column(call.type()).sql();
    }
}
