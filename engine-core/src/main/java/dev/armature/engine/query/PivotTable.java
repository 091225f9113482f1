package dev.armature.engine.query;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.armature.metadata.expression.ValueType;
import dev.armature.metadata.field.Values;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.problem.Problem;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes groups whose measures are spread over the values of a pivot. Serves one request. */
final class PivotTable {

    private final AggregateQuery query;
    private final Grouping pivot;
    private final List<@Nullable Object> values = new ArrayList<>();

    PivotTable(AggregateQuery query, Grouping pivot) {
        this.query = query;
        this.pivot = pivot;
    }

    void readValues(ResultSet rows) throws SQLException {
        while (rows.next()) {
            values.add(Columns.read(rows, 1, SqlTranslator.column(pivot.type())));
        }
        if (values.size() > AggregateQuery.MAX_PIVOT_VALUES) {
            throw EngineException.invalid(
                    ErrorCode.INVALID_QUERY,
                    new Problem(
                            "/pivot",
                            "limit_exceeded",
                            "\"%s\" has more than %d values; filter the records, or group by it"
                                    .formatted(pivot.path(), AggregateQuery.MAX_PIVOT_VALUES)));
        }
    }

    /** Of each group the totals come first, and then its figures for the values that it has. */
    byte[] write(ResultSet rows) {
        return RecordReader.json(out -> {
            out.writeStartObject();
            out.writeObjectFieldStart("pivot");
            out.writeStringField("field", pivot.path());
            out.writeFieldName("values");
            Values.write(out, values);
            out.writeEndObject();
            out.writeArrayFieldStart("data");
            boolean more = rows.next();
            while (more) {
                out.writeStartObject();
                Aggregator.writeGroup(query, rows, out);
                List<@Nullable Object[]> figures = figures();
                more = rows.next();
                while (more && !isTotal(rows)) {
                    read(rows, figures);
                    more = rows.next();
                }
                write(figures, out);
                out.writeEndObject();
            }
            out.writeEndArray();
            out.writeEndObject();
        });
    }

    private boolean isTotal(ResultSet rows) throws SQLException {
        return rows.getInt("total") == 1;
    }

    /** For each measure a figure for each value, none of them known yet: no record is counted 0. */
    private List<@Nullable Object[]> figures() {
        List<@Nullable Object[]> figures = new ArrayList<>();
        for (Measure measure : query.measures()) {
            @Nullable Object[] row = new @Nullable Object[values.size()];
            Arrays.fill(row, measure.ofNothing());
            figures.add(row);
        }
        return figures;
    }

    private void read(ResultSet rows, List<@Nullable Object[]> figures) throws SQLException {
        int first = query.groupings().size();
        int pivotColumn = first + query.measures().size() + 1;
        Object value = Columns.read(rows, pivotColumn, SqlTranslator.column(pivot.type()));
        int place = values.indexOf(value);
        for (int i = 0; i < figures.size(); i++) {
            ValueType type = query.type(first + i);
            figures.get(i)[place] = Columns.read(rows, first + i + 1, SqlTranslator.column(type));
        }
    }

    private void write(List<@Nullable Object[]> figures, JsonGenerator out) throws IOException {
        for (int i = 0; i < figures.size(); i++) {
            out.writeFieldName(query.measures().get(i).name());
            out.writeStartArray();
            for (Object figure : figures.get(i)) {
                Values.write(out, figure);
            }
            out.writeEndArray();
        }
    }
}
