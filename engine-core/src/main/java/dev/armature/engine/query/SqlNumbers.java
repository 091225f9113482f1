package dev.armature.engine.query;

import dev.armature.engine.sql.Sql;
import dev.armature.metadata.expression.Expression.Call;
import dev.armature.metadata.expression.Expression.Literal;
import dev.armature.metadata.expression.NumberFunction;
import dev.armature.metadata.expression.Numbers;
import dev.armature.metadata.expression.ValueType;
import java.math.BigDecimal;

/** The SQL of functions of numbers. */
final class SqlNumbers {

    private static final String PLACES = whole("v.b", "0", Integer.toString(Numbers.MAX_SCALE));
    private static final String CUT = "trunc(v.a, " + PLACES + ")";
    private static final String UNIT = "('1e-' || " + PLACES + ")::numeric";

    // PostgreSQL's own power() is not exact.
    private static final String POWER =
            """
            case when v.b = trunc(v.b) and v.b between 0 and 100 and abs(round(v.a, 20)) < 1e38 then (
                with recursive p(n, product) as (
                    select 0, 1::numeric
                    union all
                    select n + 1, product * round(v.a, 20) from p where n < v.b and abs(product) < 1e38)
                select round(product, 20) from p where n = v.b and abs(round(product, 20)) < 1e38)
            end\
            """;

    private SqlNumbers() {}

    static Sql call(NumberFunction function, SqlFunctions sql, Call call) {
        return switch (function) {
            case ABS -> Sql.of("abs(", sql.value(call, 0), ")");
            case SIGN -> Sql.of("sign(", sql.value(call, 0), ")");
            case FLOOR -> Sql.of("floor(", sql.value(call, 0), ")");
            case CEIL -> Sql.of("ceil(", sql.value(call, 0), ")");
            case ROUND -> round(sql, call);
            case ROUND_HALF_EVEN ->
                    sql.over(
                            call,
                            "case when abs(v.a - %s) * 2 = %s and mod(%s, 2 * %s) = 0 then %s else round(v.a, %s) end"
                                    .formatted(CUT, UNIT, CUT, UNIT, CUT, PLACES));
            case ROUND_UP ->
                    sql.over(
                            call,
                            "case when v.a = %s then v.a else %s + sign(v.a) * %s end"
                                    .formatted(CUT, CUT, UNIT));
            case ROUND_DOWN -> sql.over(call, CUT);
            case MOD ->
                    sql.over(
                            call,
                            "case when sign(mod(v.a, nullif(v.b, 0))) * sign(v.b) >= 0 then mod(v.a, v.b) else mod(v.a, nullif(v.b, 0)) + v.b end");
            case POWER -> sql.over(call, POWER);
        };
    }

    // Nearly always the places are written out, and nothing has to be looked at twice.
    private static Sql round(SqlFunctions sql, Call call) {
        if (call.arguments().get(1) instanceof Literal(Object places, ValueType type)
                && places instanceof BigDecimal number) {
            int held =
                    number.max(BigDecimal.ZERO)
                            .min(BigDecimal.valueOf(Numbers.MAX_SCALE))
                            .intValue();
            return Sql.of("round(", sql.value(call, 0), ", ", Integer.toString(held), ")");
        }
        return sql.over(call, "round(v.a, " + PLACES + ")");
    }

    /** A number of a column without its decimal places, held within bounds. */
    static String whole(String column, String lowest, String highest) {
        return "greatest(" + lowest + ", least(" + highest + ", trunc(" + column + ")))::int";
    }
}
