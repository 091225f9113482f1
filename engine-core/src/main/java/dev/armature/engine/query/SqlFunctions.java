package dev.armature.engine.query;

import dev.armature.engine.sql.Sql;
import dev.armature.metadata.expression.Environment;
import dev.armature.metadata.expression.Expression;
import dev.armature.metadata.expression.Numbers;
import dev.armature.metadata.expression.ValueType;
import dev.armature.metadata.field.ColumnType;
import java.util.List;

/** The SQL of each function of the expression language. */
final class SqlFunctions {

    // The builtin collation maps case code point by code point, as the evaluator does.
    private static final String CASE_COLLATION = " collate pg_c_utf8";

    private final SqlTranslator translator;
    private final Environment environment;

    SqlFunctions(SqlTranslator translator, Environment environment) {
        this.translator = translator;
        this.environment = environment;
    }

    Sql call(Expression.Call call) {
        List<Sql> a = call.arguments().stream().map(translator::value).toList();
        return switch (call.function()) {
            case HAS -> Sql.of("(", a.getFirst(), " is not null)");
            case COALESCE -> Sql.of("coalesce(", Sql.join(", ", a), ")");
            case SIZE ->
                    Sql.of(
                            call.arguments().getFirst().type() instanceof ValueType.ListOf
                                    ? "cardinality("
                                    : "char_length(",
                            a.getFirst(),
                            ")::numeric");
            case CONTAINS -> Sql.of("(strpos(", a.get(0), ", ", a.get(1), ") > 0)");
            case STARTS_WITH -> Sql.of("starts_with(", a.get(0), ", ", a.get(1), ")");
            case ENDS_WITH ->
                    Sql.of("(right(", a.get(0), ", char_length(", a.get(1), ")) = ", a.get(1), ")");
            case LOWER -> Sql.of("lower(", a.getFirst(), CASE_COLLATION, ")");
            case UPPER -> Sql.of("upper(", a.getFirst(), CASE_COLLATION, ")");
            case TRIM -> Sql.of("btrim(", a.getFirst(), ", ' ')");
            case ABS -> Sql.of("abs(", a.getFirst(), ")");
            case FLOOR -> Sql.of("floor(", a.getFirst(), ")");
            case CEIL -> Sql.of("ceil(", a.getFirst(), ")");
            case ROUND ->
                    Sql.of(
                            "round(",
                            a.get(0),
                            ", greatest(0, least(",
                            Integer.toString(Numbers.MAX_SCALE),
                            ", trunc(",
                            a.get(1),
                            ")))::int)");
            case YEAR -> Sql.of("extract(year from ", a.getFirst(), ")");
            case MONTH -> Sql.of("extract(month from ", a.getFirst(), ")");
            case DAY -> Sql.of("extract(day from ", a.getFirst(), ")");
            case DATE_OF ->
                    Sql.of(
                            "(",
                            a.getFirst(),
                            " at time zone ",
                            Sql.value(environment.zone().getId(), ColumnType.TEXT),
                            ")::date");
            case DAYS -> seconds(a.getFirst(), "86400");
            case HOURS -> seconds(a.getFirst(), "3600");
            case MINUTES -> seconds(a.getFirst(), "60");
        };
    }

    private static Sql seconds(Sql number, String unit) {
        return Sql.of("round(", number, " * ", unit, ")");
    }
}
