package dev.armature.engine.transfer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The records of a file with a JSON object a line (NDJSON), each as the API takes it. Not
 * thread-safe.
 */
final class JsonRows implements FileRows {

    private final ObjectModel object;
    private final TextLines lines;
    private final List<String> sensitive;
    private final StandIns standIns;

    JsonRows(ObjectModel object, ImportOptions options, InputStream file) {
        this.standIns = StandIns.of(object, options);
        this.object = object;
        this.lines = new TextLines(file);
        this.sensitive =
                object.fields().stream()
                        .filter(field -> field.definition().isSensitive())
                        .map(FieldModel::name)
                        .toList();
    }

    /** Each line has what it has. */
    @Override
    public boolean has(String field) {
        return true;
    }

    @Override
    public @Nullable FileRow next() throws IOException {
        TextLines.TextLine line = lines.next();
        while (line != null && line.isBlank()) {
            line = lines.next();
        }
        return line == null ? null : row(line);
    }

    @Override
    public boolean look(Survey survey) throws IOException {
        FileRow row = next();
        if (row != null) {
            row.values()
                    .properties()
                    .forEach(entry -> {
                        FieldModel field = object.field(entry.getKey());
                        if (field != null) {
                            survey.value(field, entry.getValue());
                        }
                    });
        }
        return row != null;
    }

    private FileRow row(TextLines.TextLine line) {
        if (line.problem() != null) {
            return refused(line, line.problem(), "The line is too long, or not UTF-8");
        }
        try {
            ObjectNode values = Json.parseObject(line.text().getBytes(StandardCharsets.UTF_8));
            String shown = shown(line.text(), values);
            standIns.putInto(values);
            return new FileRow(line.number(), shown, line.text().length(), values, List.of());
        } catch (EngineException e) {
            return refused(line, e.code().code(), e.getMessage());
        }
    }

    private FileRow refused(TextLines.TextLine line, String code, String message) {
        return new FileRow(
                line.number(),
                sensitive.isEmpty() ? line.text() : ImportColumns.HIDDEN,
                line.text().length(),
                Json.object(),
                List.of(new Problem("", code, message)));
    }

    private String shown(String text, ObjectNode values) {
        if (sensitive.stream().noneMatch(values::has)) {
            return text;
        }
        ObjectNode shown = values.deepCopy();
        sensitive.stream()
                .filter(shown::has)
                .forEach(name -> shown.put(name, ImportColumns.HIDDEN));
        return Json.write(shown);
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
