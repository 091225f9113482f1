package dev.armature.engine.query;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.access.AccessPolicy;
import dev.armature.engine.access.Caller;
import dev.armature.engine.sql.Queries;
import dev.armature.engine.sql.Sql;
import dev.armature.metadata.database.DatabaseException;
import dev.armature.metadata.expression.Environment;
import dev.armature.metadata.expression.Expression;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Reads records for whoever asks, after asking the access policy. Thread-safe. */
public final class RecordReader {

    // Past this many records an estimated count is the planner's.
    private static final int COUNTED_EXACTLY = 10_000;

    private final Queries queries;
    private final AccessPolicy access;
    private final Cursors cursors;
    private final QueryWatch watch;
    private final Clock clock;

    /**
     * A reader.
     *
     * @param watch hears what lists are filtered and sorted by
     */
    public RecordReader(
            Queries queries, AccessPolicy access, Cursors cursors, QueryWatch watch, Clock clock) {
        this.queries = queries;
        this.access = access;
        this.cursors = cursors;
        this.watch = watch;
        this.clock = clock;
    }

    /** The same reader within a transaction that is under way. */
    public RecordReader within(Queries transaction) {
        return new RecordReader(transaction, access, cursors, watch, clock);
    }

    /** A record's JSON and its version. */
    public record Found(int version, byte[] json) {}

    /** One record whole, or empty when there is none that the caller may see. */
    public Optional<Found> get(Caller caller, ObjectModel object, UUID id) {
        return get(caller, object, ReadOne.whole(object, environment(caller)), id);
    }

    /** What is selected of one record, or empty when there is none that the caller may see. */
    public Optional<Found> get(Caller caller, Selection selection, UUID id) {
        return get(caller, selection.object(), ReadOne.of(selection, environment(caller)), id);
    }

    /** What is selected of one record as it was at a moment, or empty when it was not there. */
    public Optional<Found> get(Caller caller, Selection selection, UUID id, Instant moment) {
        return get(
                caller,
                selection.object(),
                ReadOne.asOf(selection, environment(caller), moment),
                id);
    }

    private Optional<Found> get(Caller caller, ObjectModel object, ReadOne one, UUID id) {
        access.requireSeen(caller, object);
        List<Found> found = new ArrayList<>(1);
        Queries.Rows rows =
                row -> {
                    if (row.next()) {
                        found.add(new Found(row.getInt(1), json(out -> one.row().write(row, out))));
                    }
                };
        if (one.alone()) {
            told(
                    object,
                    List.of(),
                    () -> queries.byKey(caller.tenantId(), one.statement(id), rows));
        } else {
            query(caller, object, List.of(), List.of(one.statement(id)), List.of(rows));
        }
        return found.isEmpty() ? Optional.empty() : Optional.of(found.getFirst());
    }

    /**
     * What is selected of some records, by their ids, without those that the caller may not see.
     */
    public Map<UUID, ObjectNode> byIds(
            Caller caller, Selection selection, Collection<UUID> wanted) {
        access.requireSeen(caller, selection.object());
        ReadOne one = ReadOne.of(selection, environment(caller));
        byte[][] json = new byte[1][];
        query(
                caller,
                selection.object(),
                List.of(),
                List.of(one.statement(wanted)),
                List.of(rows ->
                        json[0] =
                                json(out -> {
                                    out.writeStartArray();
                                    while (rows.next()) {
                                        one.row().write(rows, out);
                                    }
                                    out.writeEndArray();
                                })));
        Map<UUID, ObjectNode> found = new HashMap<>();
        for (JsonNode record : Json.parse(json[0])) {
            found.put(UUID.fromString(record.get("id").textValue()), (ObjectNode) record);
        }
        return found;
    }

    /**
     * The first page of each of several lists: of the records that reference each of some others.
     *
     * @param query what is asked for of each list, without a cursor
     * @param reference the field by which they reference the parents
     * @param withCursors whether each record's cursor is wanted
     */
    public ChildLists children(
            Caller caller,
            RecordQuery query,
            FieldModel reference,
            Collection<UUID> parents,
            boolean withCursors) {
        access.requireSeen(caller, query.object());
        watch(query);
        ChildPages pages = new ChildPages(query, reference, parents, environment(caller), cursors);
        ChildPages.Statement statement = pages.statement();
        ChildLists lists = new ChildLists(query.limit());
        List<Sql> statements = new ArrayList<>(List.of(statement.sql()));
        List<Queries.Rows> handlers = new ArrayList<>();
        handlers.add(rows -> lists.add(json(out -> statement.write(rows, withCursors, out))));
        if (query.count() != RecordQuery.CountMode.NONE) {
            statements.add(pages.counts());
            handlers.add(lists::readCounts);
        }
        query(caller, query.object(), RecordStream.lookedAt(query), statements, handlers);
        return lists;
    }

    private void watch(RecordQuery query) {
        ObjectModel object = query.object().whole();
        if (query.asOf() == null && object.definition().table() != null) {
            watch.asked(object, LookedFor.list(query.filter(), query.sort()));
        }
    }

    /** A page of a list, as {@code {"data": […], "page": {"next": …, "count": …}}}. */
    public byte[] list(Caller caller, RecordQuery query) {
        return list(caller, query, false);
    }

    /** The same with each record's cursor: {@code {"cursor": …, "node": {…}}}. */
    public byte[] edges(Caller caller, RecordQuery query) {
        return list(caller, query, true);
    }

    private byte[] list(Caller caller, RecordQuery query, boolean edges) {
        access.requireSeen(caller, query.object());
        watch(query);
        Environment environment = environment(caller);
        ListPage page = new ListPage(query, edges, environment, cursors);
        List<Sql> statements = new ArrayList<>(List.of(page.statement()));
        List<Queries.Rows> handlers = new ArrayList<>(List.of(page::read));
        Long[] counted = new Long[1];
        if (query.count() != RecordQuery.CountMode.NONE) {
            statements.add(count(query, environment));
            handlers.add(rows -> {
                rows.next();
                counted[0] = rows.getLong(1);
            });
        }
        ask(caller, query, statements, handlers);
        while (page.wantsMore()) {
            ask(caller, query, List.of(page.statement()), List.of(page::read));
        }
        Long count = counted[0];
        if (isGuessed(query) && count != null && count > COUNTED_EXACTLY) {
            count = Math.max(count, planned(caller, query, environment));
        }
        return page.json(count);
    }

    private void ask(
            Caller caller, RecordQuery query, List<Sql> statements, List<Queries.Rows> handlers) {
        List<Sql> sent = statements;
        List<Queries.Rows> told = handlers;
        if (query.search() != null) {
            sent = new ArrayList<>(statements);
            told = new ArrayList<>(handlers);
            sent.addFirst(SearchSql.plannedByWords());
            told.addFirst(rows -> {});
        }
        query(caller, query.object(), RecordStream.lookedAt(query), sent, told);
    }

    // The planner would guess by records that are not seen, or that are and were not.
    private static boolean isGuessed(RecordQuery query) {
        return query.count() == RecordQuery.CountMode.ESTIMATE
                && query.asOf() == null
                && Sight.isOfAll(query.object());
    }

    private static Sql count(RecordQuery query, Environment environment) {
        Sql matching = matching(query, environment, "1");
        return !isGuessed(query)
                ? Sql.of("select count(*) from (", matching, ") m")
                : Sql.of(
                        "select count(*) from (",
                        matching,
                        " limit ",
                        Integer.toString(COUNTED_EXACTLY + 1),
                        ") m");
    }

    private long planned(Caller caller, RecordQuery query, Environment environment) {
        long[] rows = new long[1];
        query(
                caller,
                query.object(),
                RecordStream.lookedAt(query),
                List.of(Sql.of("explain (format json) ", matching(query, environment, "1"))),
                List.of(result -> {
                    result.next();
                    rows[0] =
                            Json.read(result.getString(1))
                                    .get(0)
                                    .get("Plan")
                                    .get("Plan Rows")
                                    .longValue();
                }));
        return rows[0];
    }

    private static Sql matching(RecordQuery query, Environment environment, String columns) {
        Joins joins = Joins.of(query, environment);
        Sql where =
                query.narrow(
                        joins.where(query.filter(), joins.translator(query.moment(environment))));
        return Sql.of("select ", columns, " ", joins.from(), " where ", where);
    }

    private Environment environment(Caller caller) {
        return caller.environment(clock.instant());
    }

    private void query(
            Caller caller,
            ObjectModel object,
            List<? extends Expression> lookedAt,
            List<Sql> statements,
            List<Queries.Rows> handlers) {
        told(object, lookedAt, () -> queries.query(caller.tenantId(), statements, handlers));
    }

    private static void told(
            ObjectModel object, List<? extends Expression> lookedAt, Runnable query) {
        try {
            query.run();
        } catch (DatabaseException e) {
            throw QueryFailures.told(e, object, lookedAt);
        }
    }

    /** Writes JSON to bytes. */
    @FunctionalInterface
    interface JsonBody {
        void write(JsonGenerator out) throws IOException, SQLException;
    }

    static byte[] json(JsonBody body) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1_024);
        try (JsonGenerator out = Json.MAPPER.createGenerator(bytes)) {
            body.write(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
        return bytes.toByteArray();
    }
}
