package dev.armature.engine.transfer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.armature.metadata.json.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Records as lines of CSV (RFC 4180) in UTF-8, the names of the columns first. */
record CsvSink(OutputStream out, List<ExportColumn> columns) implements RecordSink {

    @Override
    public void begin() throws IOException {
        StringBuilder line = new StringBuilder();
        columns.forEach(column -> line.append(line.isEmpty() ? "" : ",").append(column.name()));
        write(line);
    }

    @Override
    public void write(byte[] json) throws IOException {
        JsonNode record = Json.MAPPER.readTree(json);
        StringBuilder line = new StringBuilder();
        String between = "";
        for (ExportColumn column : columns) {
            line.append(between);
            between = ",";
            cell(column, column.value(record), line);
        }
        write(line);
    }

    @Override
    public void end() {
        // Each line stands for itself.
    }

    private void write(StringBuilder line) throws IOException {
        out.write(line.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
    }

    // Numbers are digits alone: a minus before them makes no formula.
    private static void cell(ExportColumn column, @Nullable JsonNode value, StringBuilder line) {
        if (value == null) {
            return;
        }
        String text = column.text(value);
        String safe = value.isNumber() ? text : DefusedCell.of(text);
        if (isPlain(safe)) {
            line.append(safe);
        } else {
            line.append('"').append(safe.replace("\"", "\"\"")).append('"');
        }
    }

    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == ',' || c == '"' || c == ';' || c < ' ') {
                return false;
            }
        }
        return !text.startsWith(" ") && !text.endsWith(" ");
    }
}
