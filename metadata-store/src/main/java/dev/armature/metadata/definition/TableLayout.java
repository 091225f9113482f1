package dev.armature.metadata.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.json.Json;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The table that holds one object's records alone, and the columns it has beside the JSON. The
 * platform makes and changes it; no administrator writes it and no package carries it.
 *
 * @param schema the schema of its tenant
 * @param table its name there
 * @param role the tenant's role, the only one that may use it
 * @param columns the fields with a column of their own, by their numbers
 * @param advised the fields that have an index because queries want it, not metadata
 * @param advisedIndexes the indexes over several fields that it has for the same reason
 * @param indexes the indexes over several fields that it has, for whatever reason
 */
public record TableLayout(
        String schema,
        String table,
        String role,
        Map<Integer, ColumnState> columns,
        Set<Integer> advised,
        Set<IndexColumns> advisedIndexes,
        Set<IndexColumns> indexes) {

    // They are written into statements, so they are held to what needs no quoting.
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,62}");

    /** Where a column is in its life. */
    public enum ColumnState {
        /** Writers fill it; records that were there before may lack it still. */
        FILLING,
        /** It holds every record's value and has an index: queries use it. */
        READY,
        /** Nobody writes or reads it any more; it is about to be dropped. */
        UNUSED;

        private String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public TableLayout {
        if (!NAME.matcher(schema).matches() || !NAME.matcher(table).matches()) {
            throw new IllegalArgumentException("no name of a table: " + schema + "." + table);
        }
        columns = Collections.unmodifiableMap(new TreeMap<>(columns));
        advised = Collections.unmodifiableSet(new TreeSet<>(advised));
        advisedIndexes = Collections.unmodifiableSet(new TreeSet<>(advisedIndexes));
        indexes = Collections.unmodifiableSet(new TreeSet<>(indexes));
    }

    /** The name that statements use. */
    public String qualifiedName() {
        return schema + "." + table;
    }

    /** The name of a field's column. */
    public static String columnName(int fieldId) {
        return "c" + fieldId;
    }

    /** Whether queries may use a field's column. */
    public boolean isReady(int fieldId) {
        return columns.get(fieldId) == ColumnState.READY;
    }

    /** Whether writers fill a field's column. */
    public boolean isWritten(int fieldId) {
        ColumnState state = columns.get(fieldId);
        return state == ColumnState.READY || state == ColumnState.FILLING;
    }

    /** The same with a column in another state; null for none. */
    public TableLayout withColumn(int fieldId, @Nullable ColumnState state) {
        Map<Integer, ColumnState> changed = new TreeMap<>(columns);
        if (state == null) {
            changed.remove(fieldId);
        } else {
            changed.put(fieldId, state);
        }
        return new TableLayout(schema, table, role, changed, advised, advisedIndexes, indexes);
    }

    /** The same with other fields and indexes advised. */
    public TableLayout withAdvised(Set<Integer> fields, Set<IndexColumns> combined) {
        return new TableLayout(schema, table, role, columns, fields, combined, indexes);
    }

    /** The same with other indexes over several fields. */
    public TableLayout withIndexes(Set<IndexColumns> others) {
        return new TableLayout(schema, table, role, columns, advised, advisedIndexes, others);
    }

    /** Reads what {@link #toJson} wrote. */
    public static TableLayout read(JsonNode json) {
        Map<Integer, ColumnState> columns = new TreeMap<>();
        json.get("columns")
                .properties()
                .forEach(column ->
                        columns.put(
                                Integer.valueOf(column.getKey()),
                                ColumnState.valueOf(
                                        column.getValue().textValue().toUpperCase(Locale.ROOT))));
        Set<Integer> advised = new TreeSet<>();
        json.path("advised").forEach(field -> advised.add(field.intValue()));
        return new TableLayout(
                json.get("schema").textValue(),
                json.get("table").textValue(),
                json.get("role").textValue(),
                columns,
                advised,
                readIndexes(json.path("advisedIndexes")),
                readIndexes(json.path("indexes")));
    }

    private static Set<IndexColumns> readIndexes(JsonNode json) {
        Set<IndexColumns> read = new TreeSet<>();
        json.forEach(index -> read.add(IndexColumns.read(index.textValue())));
        return read;
    }

    /** The form it is stored in. */
    public ObjectNode toJson() {
        ObjectNode json = Json.object().put("schema", schema).put("table", table).put("role", role);
        ObjectNode states = json.putObject("columns");
        columns.forEach((field, state) -> states.put(Integer.toString(field), state.word()));
        ArrayNode fields = json.putArray("advised");
        advised.forEach(fields::add);
        write(json.putArray("advisedIndexes"), advisedIndexes);
        write(json.putArray("indexes"), indexes);
        return json;
    }

    private static void write(ArrayNode out, Set<IndexColumns> written) {
        written.forEach(index -> out.add(index.text()));
    }
}
