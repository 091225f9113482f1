package dev.armature.engine.transfer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.json.Json;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How a file is imported.
 *
 * @param key the unique field that records to be changed are found by; null where each line is a
 *     new one
 * @param dryRun whether everything is checked and nothing is kept
 * @param encoding of a text; null where it is still to be found out, or where the format says it
 * @param header whether the first line of a table names the columns
 * @param columns the names of a table's columns, in its order; null where the first line says them.
 *     An empty one is left out, and {@link #AS_WRITTEN} is what the first line says
 * @param createFields whether columns that no field is there for become fields
 * @param createOptions whether options that a field does not have become options of it
 * @param missing what of metadata was found to be missing; null where nobody has looked yet
 */
public record ImportOptions(
        Format format,
        Mode mode,
        @Nullable String key,
        boolean dryRun,
        @Nullable Charset encoding,
        boolean header,
        @Nullable List<String> columns,
        boolean createFields,
        boolean createOptions,
        @Nullable Missing missing) {

    /** What stands in a list of columns for what the first line calls the column. */
    static final String AS_WRITTEN = "*";

    private static final String MISSING = "missing";

    /** What is done with a line. */
    public enum Mode {
        /** Each line is a new record. */
        INSERT,
        /** A line changes the record with its key. */
        UPDATE,
        /** A line changes the record with its key, or makes one. */
        UPSERT
    }

    /** What a file is. */
    public enum Format {
        /** A table as text. */
        CSV,
        /** A JSON object a line. */
        NDJSON,
        /** The first sheet of a workbook. */
        XLSX
    }

    ImportOptions withEncoding(Charset found) {
        return new ImportOptions(
                format,
                mode,
                key,
                dryRun,
                found,
                header,
                columns,
                createFields,
                createOptions,
                missing);
    }

    ImportOptions withMissing(Missing found) {
        return new ImportOptions(
                format,
                mode,
                key,
                dryRun,
                encoding,
                header,
                columns,
                createFields,
                createOptions,
                found);
    }

    /** Whether metadata is changed where something is missing. */
    boolean changesMetadata() {
        return createFields || createOptions;
    }

    /** The file in UTF-8. */
    InputStream decoded(InputStream file) {
        return encoding == null || encoding.equals(StandardCharsets.UTF_8)
                ? file
                : new TranscodedInput(file, encoding);
    }

    ObjectNode toJson() {
        ObjectNode json =
                Json.object()
                        .put("format", name(format))
                        .put("mode", name(mode))
                        .put("key", key)
                        .put("dryRun", dryRun);
        if (encoding != null) {
            json.put("encoding", encoding.name());
        }
        if (format != Format.NDJSON) {
            json.put("header", header);
        }
        if (columns != null) {
            columns.forEach(json.putArray("columns")::add);
        }
        if (changesMetadata()) {
            json.put("createFields", createFields).put("createOptions", createOptions);
        }
        if (missing != null) {
            json.set(MISSING, missing.toJson());
        }
        return json;
    }

    static ImportOptions fromJson(ObjectNode json) {
        JsonNode encoding = json.path("encoding");
        List<String> columns = new ArrayList<>();
        json.path("columns").forEach(column -> columns.add(column.textValue()));
        return new ImportOptions(
                Format.valueOf(json.path("format").asText("csv").toUpperCase(Locale.ROOT)),
                Mode.valueOf(json.get("mode").textValue().toUpperCase(Locale.ROOT)),
                json.get("key").textValue(),
                json.get("dryRun").booleanValue(),
                encoding.isTextual() ? Charset.forName(encoding.textValue()) : null,
                json.path("header").asBoolean(true),
                json.has("columns") ? columns : null,
                json.path("createFields").booleanValue(),
                json.path("createOptions").booleanValue(),
                json.has(MISSING) ? Missing.fromJson(json.get(MISSING)) : null);
    }

    private static String name(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
