package dev.armature.engine.query;

import dev.armature.engine.sql.Sql;
import dev.armature.metadata.expression.DateFunction;
import dev.armature.metadata.expression.Expression.Call;
import dev.armature.metadata.expression.ValueType;

/** The SQL of functions of dates, times, moments and durations. */
final class SqlDates {

    private static final String YEARS = "10000";
    private static final String MONTHS = "120000";

    private static final String HELD = "d between date '0001-01-01' and date '9999-12-31'";

    private SqlDates() {}

    static Sql call(DateFunction function, SqlFunctions sql, Call call) {
        return switch (function) {
            case YEAR -> extract("year", sql.value(call, 0));
            case QUARTER -> extract("quarter", sql.value(call, 0));
            case MONTH -> extract("month", sql.value(call, 0));
            case WEEK -> extract("week", sql.value(call, 0));
            case DAY -> extract("day", sql.value(call, 0));
            case DAY_OF_WEEK -> extract("isodow", sql.value(call, 0));
            case DAY_OF_YEAR -> extract("doy", sql.value(call, 0));
            case HOUR -> extract("hour", clock(sql, call));
            case MINUTE -> extract("minute", clock(sql, call));
            case DATE_OF -> Sql.of(local(sql, call), "::date");
            case TIME_OF -> Sql.of(local(sql, call), "::time");
            case ADD_MONTHS -> added(sql, call, SqlNumbers.whole("v.b", "-" + MONTHS, MONTHS));
            case ADD_YEARS ->
                    added(sql, call, "12 * " + SqlNumbers.whole("v.b", "-" + YEARS, YEARS));
            case START_OF_WEEK -> start(sql, call, "week", "");
            case START_OF_MONTH -> start(sql, call, "month", "");
            case START_OF_QUARTER -> start(sql, call, "quarter", "");
            case START_OF_YEAR -> start(sql, call, "year", "");
            case END_OF_WEEK -> start(sql, call, "week", " + interval '6 days'");
            case END_OF_MONTH -> start(sql, call, "month", " + interval '1 month - 1 day'");
            case END_OF_QUARTER -> start(sql, call, "quarter", " + interval '3 months - 1 day'");
            case END_OF_YEAR -> start(sql, call, "year", " + interval '1 year - 1 day'");
            case DAYS_BETWEEN ->
                    Sql.of("(", sql.value(call, 1), " - ", sql.value(call, 0), ")::numeric");
            case WEEKS -> seconds(sql, call, "604800");
            case DAYS -> seconds(sql, call, "86400");
            case HOURS -> seconds(sql, call, "3600");
            case MINUTES -> seconds(sql, call, "60");
        };
    }

    /** The date, if it is one that fields can hold; else null. */
    static Sql inRange(Sql date) {
        return Sql.of("(select d from (select ", date, " as d offset 0) v where ", HELD, ")");
    }

    private static Sql extract(String part, Sql value) {
        return Sql.of("extract(", part, " from ", value, ")");
    }

    /** A moment as the clocks of the tenant show it. */
    private static Sql local(SqlFunctions sql, Call call) {
        return Sql.of("(", sql.value(call, 0), " at time zone ", sql.zone(), ")");
    }

    private static Sql clock(SqlFunctions sql, Call call) {
        return call.arguments().getFirst().type() == ValueType.Scalar.DATE_TIME
                ? local(sql, call)
                : sql.value(call, 0);
    }

    // Whether the month is one of the years 1 to 9999 is known before it is computed: others might
    // be beyond what PostgreSQL can hold.
    private static Sql added(SqlFunctions sql, Call call, String months) {
        return sql.over(
                call,
                "case when extract(year from v.a) * 12 + extract(month from v.a) - 1 + %s between 12 and 119999 then (v.a + make_interval(months => %s))::date end"
                        .formatted(months, months));
    }

    private static Sql start(SqlFunctions sql, Call call, String period, String further) {
        Sql day = Sql.of("date_trunc('", period, "', ", sql.value(call, 0), "::timestamp)");
        return inRange(Sql.of("(", day, further, ")::date"));
    }

    private static Sql seconds(SqlFunctions sql, Call call, String unit) {
        return Sql.of("round(", sql.value(call, 0), " * ", unit, ")");
    }
}
