package dev.armature.engine.query;

import dev.armature.engine.sql.Sql;
import dev.armature.metadata.expression.Expression.Call;
import dev.armature.metadata.expression.TextFunction;

/** The SQL of functions of texts. */
final class SqlTexts {

    // The builtin collation maps case code point by code point, as the evaluator does.
    private static final String CASE_COLLATION = " collate pg_c_utf8";

    /** A position or a length that no text reaches; with it, sums stay whole numbers. */
    private static final String FAR = "1000000000";

    private static final String REPLACED =
            """
            case when v.b = '' then v.a
                when char_length(v.a)::bigint
                    + (char_length(v.a) - char_length(replace(v.a, v.b, ''))) / char_length(v.b)
                        * (char_length(v.c)::bigint - char_length(v.b)) > 1000000 then null
                else replace(v.a, v.b, v.c) end\
            """;

    private SqlTexts() {}

    static Sql call(TextFunction function, SqlFunctions sql, Call call) {
        return switch (function) {
            case SIZE ->
                    Sql.of(
                            SqlFunctions.isList(call) ? "cardinality(" : "char_length(",
                            sql.value(call, 0),
                            ")::numeric");
            case CONTAINS -> Sql.of("(strpos(", sql.values(call), ") > 0)");
            case STARTS_WITH -> Sql.of("starts_with(", sql.values(call), ")");
            case ENDS_WITH -> sql.over(call, "right(v.a, char_length(v.b)) = v.b");
            case EQUALS_IGNORE_CASE ->
                    Sql.of("(", small(sql, call, 0), " = ", small(sql, call, 1), ")");
            case CONTAINS_IGNORE_CASE ->
                    Sql.of("(strpos(", small(sql, call, 0), ", ", small(sql, call, 1), ") > 0)");
            case STARTS_WITH_IGNORE_CASE ->
                    Sql.of("starts_with(", small(sql, call, 0), ", ", small(sql, call, 1), ")");
            case ENDS_WITH_IGNORE_CASE ->
                    sql.over(
                            call,
                            "right(%s, char_length(%s)) = %s"
                                    .formatted(small("v.a"), small("v.b"), small("v.b")));
            case MATCHES ->
                    Sql.of("(", sql.value(call, 0), " collate \"C\" ~ ", sql.value(call, 1), ")");
            case LOWER -> small(sql, call, 0);
            case UPPER -> Sql.of("upper(", sql.value(call, 0), CASE_COLLATION, ")");
            case TRIM -> Sql.of("btrim(", sql.value(call, 0), ", ' ')");
            case REPLACE -> sql.over(call, REPLACED);
            case SUBSTRING -> substring(sql, call);
            case INDEX_OF -> Sql.of("(strpos(", sql.values(call), ") - 1)::numeric");
            case SPLIT ->
                    sql.over(
                            call,
                            "case when v.a = '' or v.b = '' then array[v.a] else string_to_array(v.a, v.b) end");
            case PAD_LEFT -> sql.over(call, padded("lpad"));
            case PAD_RIGHT -> sql.over(call, padded("rpad"));
        };
    }

    private static Sql small(SqlFunctions sql, Call call, int index) {
        return Sql.of("lower(", sql.value(call, index), CASE_COLLATION, ")");
    }

    private static String small(String column) {
        return "lower(" + column + CASE_COLLATION + ")";
    }

    private static Sql substring(SqlFunctions sql, Call call) {
        String from = SqlNumbers.whole("v.b", "0", FAR);
        return call.arguments().size() == 2
                ? sql.over(call, "substr(v.a, %s + 1)".formatted(from))
                : sql.over(
                        call,
                        "substr(v.a, %s + 1, greatest(0, %s - %s))"
                                .formatted(from, SqlNumbers.whole("v.c", "0", FAR), from));
    }

    private static String padded(String function) {
        String length = SqlNumbers.whole("v.b", "0", "10000");
        return "case when v.c = '' or char_length(v.a) >= %s then v.a else %s(v.a, %s, v.c) end"
                .formatted(length, function, length);
    }
}
