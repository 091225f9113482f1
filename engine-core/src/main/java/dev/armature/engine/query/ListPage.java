package dev.armature.engine.query;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.armature.engine.sql.Sql;
import dev.armature.metadata.expression.Environment;
import dev.armature.metadata.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list: its statement, and how its rows are written. A second statement follows where
 * the first leads to the last of the values and the records without one come next.
 */
final class ListPage {

    private final RecordQuery query;
    private final boolean edges;
    private final Cursors cursors;
    private final RowColumns columns;
    private final Deque<Sql> statements = new ArrayDeque<>();
    private final int sortColumn;
    private final ByteArrayOutputStream written = new ByteArrayOutputStream(16_384);
    private final JsonGenerator out;
    private int rows;
    private Cursors.@Nullable Position last;
    private @Nullable String next;

    /**
     * @param edges whether each record is answered with its cursor, as {@code {"cursor": …, "node":
     *     …}}
     */
    ListPage(RecordQuery query, boolean edges, Environment environment, Cursors cursors) {
        this.query = query;
        this.edges = edges;
        this.cursors = cursors;
        Joins joins = Joins.of(query, environment);
        Environment moment = query.moment(environment);
        SqlTranslator translator = joins.translator(moment);
        Keyset keyset = new Keyset(query, translator);
        List<Sql> selected = new ArrayList<>();
        this.columns = RowColumns.add(query.selection(), joins, moment, selected);
        this.sortColumn = selected.size() + 1;
        selected.addAll(keyset.columns());
        Sql where = query.narrow(joins.where(query.filter(), translator));
        List<Sql> conditions = new ArrayList<>();
        String cursor = query.cursor();
        if (cursor == null) {
            conditions.add(where);
        } else {
            keyset.after(cursors.read(query, cursor))
                    .forEach(after -> conditions.add(Sql.of(where, "\n    and ", after)));
        }
        Sql select = Sql.of("select ", Sql.join(", ", selected), "\n", joins.from(), "\nwhere ");
        // Read one more than the page has: whether it comes tells whether there is a next page.
        Sql end = Sql.of("\n", keyset.orderBy(), "\nlimit ", Sql.number(query.limit() + 1));
        conditions.forEach(condition -> statements.add(Sql.of(select, condition, end)));
        try {
            this.out = Json.MAPPER.createGenerator(written);
            out.writeStartObject();
            out.writeArrayFieldStart("data");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The statement to be run next. */
    Sql statement() {
        return statements.remove();
    }

    /** Takes the rows of a statement. */
    void read(ResultSet row) throws SQLException {
        try {
            while (next == null && row.next()) {
                if (rows == query.limit()) {
                    next = last == null ? null : cursors.write(query, last);
                } else {
                    write(row);
                    rows++;
                    if (rows == query.limit()) {
                        last = position(query, row, sortColumn);
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(ResultSet row) throws SQLException, IOException {
        if (edges) {
            out.writeStartObject();
            out.writeStringField("cursor", cursors.write(query, position(query, row, sortColumn)));
            out.writeFieldName("node");
        }
        columns.write(row, out);
        if (edges) {
            out.writeEndObject();
        }
    }

    /** Whether another statement has to be run, as the page is not full and may go on. */
    boolean wantsMore() {
        return next == null && !statements.isEmpty();
    }

    /**
     * The page as {@code {"data": […], "page": {"next": …, "count": …}}}.
     *
     * @param count how many records there are on all pages, or null when nobody asked
     */
    byte[] json(@Nullable Long count) {
        try (out) {
            out.writeEndArray();
            out.writeObjectFieldStart("page");
            out.writeStringField("next", next);
            if (count != null) {
                out.writeNumberField("count", count);
            }
            out.writeEndObject();
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return written.toByteArray();
    }

    /** The place of a row in its list; its first column is the record's id. */
    static Cursors.Position position(RecordQuery query, ResultSet row, int sortColumn)
            throws SQLException {
        List<@Nullable Object> values = new ArrayList<>();
        for (int i = 0; i < query.sort().size(); i++) {
            values.add(
                    Columns.read(
                            row,
                            sortColumn + i,
                            SqlTranslator.column(query.sort().get(i).field().type())));
        }
        return new Cursors.Position(values, row.getObject(1, UUID.class));
    }
}
