package dev.armature.engine.transfer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.problem.Problems;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The records of a table: its columns are fields, its cells values. Not thread-safe. */
final class CellRows implements FileRows {

    private final CellLines lines;
    private final ImportColumns columns;
    private final boolean emptyAsNull;

    private CellRows(CellLines lines, ImportColumns columns, boolean emptyAsNull) {
        this.lines = lines;
        this.columns = columns;
        this.emptyAsNull = emptyAsNull;
    }

    static CellRows of(ObjectModel object, ImportOptions options, CellLines lines)
            throws IOException {
        try {
            return new CellRows(
                    lines,
                    ImportColumns.of(object, header(options, lines), options),
                    options.mode() != ImportOptions.Mode.INSERT);
        } catch (IOException | RuntimeException e) {
            lines.close();
            throw e;
        }
    }

    private static CellLine header(ImportOptions options, CellLines lines) throws IOException {
        CellLine first = options.header() ? lines.next() : null;
        List<String> named = options.columns();
        if (named == null) {
            return first == null ? new CellLine(1, List.of(), "", "empty_file") : first;
        }
        List<String> written = first == null ? List.of() : first.cells();
        List<String> columns = new ArrayList<>();
        for (int i = 0; i < named.size(); i++) {
            boolean asWritten = named.get(i).equals(ImportOptions.AS_WRITTEN) && i < written.size();
            columns.add(asWritten ? written.get(i) : named.get(i));
        }
        return new CellLine(1, columns, "", null);
    }

    @Override
    public boolean has(String field) {
        return columns.has(field);
    }

    @Override
    public boolean look(Survey survey) throws IOException {
        CellLine line = lines.next();
        if (line != null && line.problem() == null && line.cells().size() == columns.size()) {
            columns.look(line.cells(), survey);
        }
        return line != null;
    }

    @Override
    public @Nullable FileRow next() throws IOException {
        CellLine line = lines.next();
        if (line == null) {
            return null;
        }
        Problems problems = new Problems();
        if (line.problem() != null) {
            problems.add("", line.problem(), message(line.problem()));
        } else if (line.cells().size() != columns.size()) {
            problems.add(
                    "",
                    "wrong_cell_count",
                    "The line has "
                            + line.cells().size()
                            + " cells, the columns are "
                            + columns.size());
        }
        ObjectNode values =
                problems.isEmpty()
                        ? columns.values(line.cells(), emptyAsNull, problems)
                        : Json.object();
        return new FileRow(
                line.number(),
                columns.shown(line),
                line.cells().stream().mapToInt(String::length).sum(),
                values,
                problems.list());
    }

    private static String message(String problem) {
        return switch (problem) {
            case "unclosed_quote" -> "A quote is opened and never closed";
            case "text_after_quote" ->
                    "After a closing quote the next cell or the next line is expected";
            case "line_too_long" ->
                    "The line is longer than " + TextLines.MAX_LINE_BYTES + " bytes";
            case "invalid_encoding" -> "The line is not in the encoding of the file";
            case "unreadable_cell" -> "A cell holds an error of the spreadsheet";
            default -> "The line cannot be read";
        };
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
