package dev.armature.engine.transfer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.problem.EngineException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the beginning of a file looks like, as an import will read it.
 *
 * @param encoding of a text, or null
 * @param delimiter between the cells of a CSV file, or null
 * @param columns as the first line names them, or as JSON names its values
 */
public record ImportPreview(
        @Nullable String encoding,
        @Nullable String delimiter,
        List<String> columns,
        List<List<String>> rows) {

    /** How many records it shows. */
    static final int ROWS = 20;

    /** How many columns it shows, and how much of a cell. */
    static final int COLUMNS = 1_000;

    private static final int CELL = 200;

    static ImportPreview of(CellLines lines, @Nullable String encoding, boolean header)
            throws IOException {
        List<String> columns = new ArrayList<>();
        List<List<String>> rows = new ArrayList<>();
        if (header) {
            CellLine first = lines.next();
            columns.addAll(first == null ? List.of() : first.cells());
        }
        CellLine line = lines.next();
        for (; line != null && rows.size() < ROWS; line = lines.next()) {
            if (line.problem() == null) {
                rows.add(shown(line.cells()));
            }
        }
        return new ImportPreview(
                encoding,
                lines instanceof CsvLines csv ? csv.delimiter() : null,
                shown(columns),
                rows);
    }

    static ImportPreview of(TextLines lines) throws IOException {
        List<ObjectNode> records = new ArrayList<>();
        Map<String, Integer> columns = new LinkedHashMap<>();
        TextLines.TextLine line = lines.next();
        for (; line != null && records.size() < ROWS; line = lines.next()) {
            ObjectNode record = record(line);
            if (record != null) {
                records.add(record);
                record.fieldNames()
                        .forEachRemaining(name -> columns.putIfAbsent(name, columns.size()));
            }
        }
        List<String> names = columns.keySet().stream().limit(COLUMNS).toList();
        return new ImportPreview(
                StandardCharsets.UTF_8.name(),
                null,
                names,
                records.stream()
                        .map(record -> names.stream().map(name -> text(record.path(name))).toList())
                        .toList());
    }

    private static @Nullable ObjectNode record(TextLines.TextLine line) {
        if (line.problem() != null || line.isBlank()) {
            return null;
        }
        try {
            return Json.parseObject(line.text().getBytes(StandardCharsets.UTF_8));
        } catch (EngineException e) {
            return null;
        }
    }

    private static String text(JsonNode value) {
        if (value.isMissingNode() || value.isNull()) {
            return "";
        }
        return shortened(value.isTextual() ? value.textValue() : Json.write(value));
    }

    private static List<String> shown(List<String> cells) {
        return cells.stream().limit(COLUMNS).map(ImportPreview::shortened).toList();
    }

    private static String shortened(String cell) {
        return cell.length() <= CELL ? cell : cell.substring(0, CELL) + "…";
    }

    /** As it is answered. */
    public ObjectNode toJson() {
        ObjectNode json = Json.object().put("encoding", encoding).put("delimiter", delimiter);
        columns.forEach(json.putArray("columns")::add);
        ArrayNode list = json.putArray("rows");
        for (List<String> row : rows) {
            row.forEach(list.addArray()::add);
        }
        return json;
    }
}
