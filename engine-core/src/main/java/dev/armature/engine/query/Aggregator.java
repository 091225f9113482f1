package dev.armature.engine.query;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.armature.engine.access.AccessPolicy;
import dev.armature.engine.access.Caller;
import dev.armature.engine.sql.Queries;
import dev.armature.engine.sql.Sql;
import dev.armature.metadata.database.DatabaseException;
import dev.armature.metadata.expression.Environment;
import dev.armature.metadata.expression.Expression;
import dev.armature.metadata.field.Values;
import dev.armature.metadata.model.ObjectModel;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Computes figures over groups of records, in one round trip. Thread-safe. */
public final class Aggregator {

    private final Queries queries;
    private final AccessPolicy access;
    private final QueryWatch watch;
    private final Clock clock;

    /**
     * An aggregator.
     *
     * @param watch hears what figures are made of
     */
    public Aggregator(Queries queries, AccessPolicy access, QueryWatch watch, Clock clock) {
        this.queries = queries;
        this.access = access;
        this.watch = watch;
        this.clock = clock;
    }

    /** The same aggregator within a transaction that is under way. */
    public Aggregator within(Queries transaction) {
        return new Aggregator(transaction, access, watch, clock);
    }

    /**
     * The groups as {@code {"data": [{…}, …]}}; one row when nothing is grouped by. With a pivot
     * there is {@code "pivot": {"field": …, "values": […]}} before them, and each measure is a list
     * with one figure for each of these values.
     */
    public byte[] aggregate(Caller caller, AggregateQuery query) {
        access.requireSeen(caller, query.object());
        ObjectModel object = query.object().whole();
        if (object.definition().table() != null) {
            watch.asked(object, LookedFor.figures(query.filter(), groups(query), arguments(query)));
        }
        Environment environment = caller.environment(clock.instant());
        AggregateSql sql = new AggregateSql(query, environment);
        byte[][] json = new byte[1][];
        Grouping pivot = query.pivot();
        if (pivot == null) {
            ask(
                    caller,
                    query,
                    List.of(sql.groups()),
                    List.of(rows -> json[0] = write(query, rows)));
        } else {
            PivotTable table = new PivotTable(query, pivot);
            ask(
                    caller,
                    query,
                    List.of(sql.pivotValues(pivot), sql.pivoted(pivot)),
                    List.of(table::readValues, rows -> json[0] = table.write(rows)));
        }
        return json[0];
    }

    private void ask(
            Caller caller,
            AggregateQuery query,
            List<Sql> statements,
            List<Queries.Rows> handlers) {
        try {
            queries.query(caller.tenantId(), statements, handlers);
        } catch (DatabaseException e) {
            throw QueryFailures.told(e, query.object(), lookedAt(query));
        }
    }

    /** What a query computes for every record. */
    private static List<Expression> lookedAt(AggregateQuery query) {
        List<Expression> all = new ArrayList<>();
        if (query.filter() != null) {
            all.add(query.filter());
        }
        all.addAll(groups(query));
        all.addAll(arguments(query));
        return all;
    }

    private static List<Expression> groups(AggregateQuery query) {
        List<Expression> groups = new ArrayList<>();
        query.groupings().forEach(grouping -> groups.add(grouping.field()));
        if (query.pivot() != null) {
            groups.add(query.pivot().field());
        }
        return groups;
    }

    private static List<Expression> arguments(AggregateQuery query) {
        return query.measures().stream().map(Measure::argument).filter(Objects::nonNull).toList();
    }

    private static byte[] write(AggregateQuery query, ResultSet rows) {
        return RecordReader.json(out -> {
            out.writeStartObject();
            out.writeArrayFieldStart("data");
            while (rows.next()) {
                out.writeStartObject();
                writeGroup(query, rows, out);
                int column = query.groupings().size();
                for (Measure measure : query.measures()) {
                    out.writeFieldName(measure.name());
                    writeColumn(query, rows, column++, out);
                }
                out.writeEndObject();
            }
            out.writeEndArray();
            out.writeEndObject();
        });
    }

    /** The values of a row's group, by their names. */
    static void writeGroup(AggregateQuery query, ResultSet rows, JsonGenerator out)
            throws IOException, SQLException {
        for (int column = 0; column < query.groupings().size(); column++) {
            out.writeFieldName(query.groupings().get(column).path());
            writeColumn(query, rows, column, out);
        }
    }

    private static void writeColumn(
            AggregateQuery query, ResultSet rows, int column, JsonGenerator out)
            throws IOException, SQLException {
        Values.write(out, Columns.read(rows, column + 1, SqlTranslator.column(query.type(column))));
    }
}
