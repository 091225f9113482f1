package dev.armature.engine.query;

import dev.armature.engine.sql.Sql;
import dev.armature.metadata.expression.Expression.Call;
import dev.armature.metadata.expression.GeoPoint;
import dev.armature.metadata.expression.PlaceFunction;

/** The SQL of functions of places on earth. */
final class SqlPlaces {

    private static final String ON_EARTH =
            " where g.lat between -90 and 90 and g.lng between -180 and 180";

    // As in GeoPoint, step by step.
    private static final String DISTANCE =
            GeoPoint.DIAMETER
                    + "::float8 * asin(least(1, sqrt(power(sin((g.c - g.a) / 2), 2)"
                    + " + cos(g.a) * cos(g.c) * power(sin((g.d - g.b) / 2), 2))))";

    private SqlPlaces() {}

    static Sql call(PlaceFunction function, SqlFunctions functions, Call call) {
        return switch (function) {
            case POINT -> point(functions.value(call, 0), functions.value(call, 1));
            case DISTANCE ->
                    distance(
                            functions.value(call, 0),
                            functions.value(call, 1),
                            functions.value(call, 2));
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
}
