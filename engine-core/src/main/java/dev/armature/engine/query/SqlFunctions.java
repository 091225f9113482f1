package dev.armature.engine.query;

import dev.armature.engine.sql.Sql;
import dev.armature.metadata.expression.Environment;
import dev.armature.metadata.expression.Expression;
import dev.armature.metadata.expression.GeoPoint;
import dev.armature.metadata.expression.Numbers;
import dev.armature.metadata.expression.ValueType;
import dev.armature.metadata.field.ColumnType;
import java.util.List;

/** The SQL of each function of the expression language. */
final class SqlFunctions {

    // The builtin collation maps case code point by code point, as the evaluator does.
    private static final String CASE_COLLATION = " collate pg_c_utf8";

    private static final String ON_EARTH =
            " where g.lat between -90 and 90 and g.lng between -180 and 180";

    // As in GeoPoint, step by step.
    private static final String DISTANCE =
            GeoPoint.DIAMETER
                    + "::float8 * asin(least(1, sqrt(power(sin((g.c - g.a) / 2), 2)"
                    + " + cos(g.a) * cos(g.c) * power(sin((g.d - g.b) / 2), 2))))";

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
            case POINT -> point(a.get(0), a.get(1));
            case DISTANCE -> distance(a.get(0), a.get(1), a.get(2));
        };
    }

    // Arguments are taken by a query within, "offset 0" keeping it apart: written out wherever the
    // formula uses them, they would double with each call inside a call.

    private static Sql point(Sql lat, Sql lng) {
        return Sql.of(
                "(select jsonb_build_object('lat', trim_scale(g.lat), 'lng', trim_scale(g.lng)) from (select ",
                lat,
                "::numeric as lat, ",
                lng,
                "::numeric as lng offset 0) g",
                ON_EARTH,
                ")");
    }

    private static Sql distance(Sql place, Sql lat, Sql lng) {
        return Sql.of(
                "(select round((",
                DISTANCE,
                ")::numeric) from (select radians((p.place->'lat')::float8) as a, radians((p.place->'lng')::float8) as b,"
                        + " radians(p.lat::float8) as c, radians(p.lng::float8) as d, p.lat, p.lng from (select ",
                place,
                "::jsonb as place, ",
                lat,
                "::numeric as lat, ",
                lng,
                "::numeric as lng offset 0) p where p.place is not null) g",
                ON_EARTH,
                ")");
    }

    private static Sql seconds(Sql number, String unit) {
        return Sql.of("round(", number, " * ", unit, ")");
    }
}
