package dev.armature.engine.query;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.armature.engine.access.AccessPolicy;
import dev.armature.engine.access.Caller;
import dev.armature.engine.place.RecordPlace;
import dev.armature.engine.sql.Queries;
import dev.armature.engine.sql.Sql;
import dev.armature.metadata.database.DatabaseException;
import dev.armature.metadata.expression.Environment;
import dev.armature.metadata.expression.Expression;
import dev.armature.metadata.expression.ValueType;
import dev.armature.metadata.field.Values;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** Computes figures over groups of records, in one statement. Thread-safe. */
public final class Aggregator {

    private final Queries queries;
    private final AccessPolicy access;
    private final Clock clock;

    public Aggregator(Queries queries, AccessPolicy access, Clock clock) {
        this.queries = queries;
        this.access = access;
        this.clock = clock;
    }

    /** The same aggregator within a transaction that is under way. */
    public Aggregator within(Queries transaction) {
        return new Aggregator(transaction, access, clock);
    }

    /** The groups as {@code {"data": [{…}, …]}}; one row when nothing is grouped by. */
    public byte[] aggregate(Caller caller, AggregateQuery query) {
        access.require(caller, query.object(), AccessPolicy.Verb.READ);
        Environment environment = caller.environment(clock.instant());
        byte[][] json = new byte[1][];
        try {
            queries.query(
                    caller.tenantId(),
                    sql(query, environment),
                    rows -> json[0] = write(query, rows));
        } catch (DatabaseException e) {
            Expression filter = query.filter();
            throw QueryFailures.told(e, filter == null ? List.of() : List.of(filter));
        }
        return json[0];
    }

    private static Sql sql(AggregateQuery query, Environment environment) {
        Joins joins = new Joins(query.object());
        SqlTranslator translator = new SqlTranslator(joins, environment);
        List<Sql> columns = new ArrayList<>();
        for (Grouping grouping : query.groupings()) {
            columns.add(
                    Sql.of(
                            grouping.sql(translator, environment),
                            " as c",
                            Integer.toString(columns.size())));
        }
        for (Measure measure : query.measures()) {
            columns.add(Sql.of(measure.sql(translator), " as c", Integer.toString(columns.size())));
        }
        Sql live = RecordPlace.of(query.object()).isLive(Joins.ROOT);
        Expression filter = query.filter();
        Sql where = filter == null ? live : Sql.of(live, "\n    and ", translator.whenTrue(filter));
        Sql grouped =
                Sql.of(
                        "select ",
                        Sql.join(", ", columns),
                        "\n",
                        joins.from(),
                        "\nwhere ",
                        where,
                        groupBy(query));
        return Sql.of(
                "select * from (",
                grouped,
                ") g",
                having(query, environment),
                orderBy(query),
                "\nlimit ",
                Sql.number(query.limit()));
    }

    private static String groupBy(AggregateQuery query) {
        List<String> numbers = new ArrayList<>();
        for (int i = 1; i <= query.groupings().size(); i++) {
            numbers.add(Integer.toString(i));
        }
        return numbers.isEmpty() ? "" : "\ngroup by " + String.join(", ", numbers);
    }

    private static Sql having(AggregateQuery query, Environment environment) {
        Expression having = query.having();
        if (having == null) {
            return Sql.EMPTY;
        }
        SqlTranslator.Columns columns =
                (path, ignored) -> Sql.raw("g.c" + path.getLast().fieldId());
        return Sql.of("\nwhere ", new SqlTranslator(columns, environment).whenTrue(having));
    }

    /** By what was asked for, then by the groups' values, so that the order is always the same. */
    private static String orderBy(AggregateQuery query) {
        List<String> orders = new ArrayList<>();
        for (AggregateQuery.Order order : query.sort()) {
            orders.add(
                    column(query, order.column())
                            + (order.descending() ? " desc nulls first" : " asc nulls last"));
        }
        for (int i = 0; i < query.groupings().size(); i++) {
            orders.add(column(query, i) + " asc nulls last");
        }
        return orders.isEmpty() ? "" : "\norder by " + String.join(", ", orders);
    }

    private static String column(AggregateQuery query, int index) {
        return "g.c"
                + index
                + (type(query, index) == ValueType.Scalar.TEXT ? " collate \"C\"" : "");
    }

    private static ValueType type(AggregateQuery query, int index) {
        int groups = query.groupings().size();
        return index < groups
                ? query.groupings().get(index).type()
                : query.measures().get(index - groups).type();
    }

    private static byte[] write(AggregateQuery query, ResultSet rows) {
        return RecordReader.json(out -> {
            out.writeStartObject();
            out.writeArrayFieldStart("data");
            while (rows.next()) {
                out.writeStartObject();
                int column = 0;
                for (Grouping grouping : query.groupings()) {
                    value(query, rows, column++, grouping.path(), out);
                }
                for (Measure measure : query.measures()) {
                    value(query, rows, column++, measure.name(), out);
                }
                out.writeEndObject();
            }
            out.writeEndArray();
            out.writeEndObject();
        });
    }

    private static void value(
            AggregateQuery query, ResultSet rows, int column, String name, JsonGenerator out)
            throws IOException, SQLException {
        out.writeFieldName(name);
        Values.write(
                out, Columns.read(rows, column + 1, SqlTranslator.column(type(query, column))));
    }
}
