package dev.armature.engine.transfer;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The cells of one CSV line.
 *
 * @param isOpen whether a quote was opened and not closed, so that the line goes on
 * @param problem what is wrong with the line, or null
 */
record CsvCells(List<String> cells, boolean isOpen, @Nullable String problem) {

    static CsvCells parse(String text, char delimiter) {
        List<String> cells = new ArrayList<>();
        int i = 0;
        while (true) {
            if (i < text.length() && text.charAt(i) == '"') {
                StringBuilder cell = new StringBuilder();
                int end = quoted(text, i + 1, cell);
                if (end < 0) {
                    return new CsvCells(List.of(), true, null);
                }
                cells.add(cell.toString());
                i = end;
                if (i < text.length() && text.charAt(i) != delimiter) {
                    return new CsvCells(List.of(), false, "text_after_quote");
                }
            } else {
                int end = text.indexOf(delimiter, i);
                String cell = text.substring(i, end < 0 ? text.length() : end);
                cells.add(cell);
                i = end < 0 ? text.length() : end;
            }
            if (i >= text.length()) {
                return new CsvCells(cells, false, null);
            }
            i++;
        }
    }

    /** Reads a quoted cell; gives the index after its closing quote, or -1 when there is none. */
    private static int quoted(String text, int start, StringBuilder cell) {
        for (int i = start; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '"') {
                cell.append(c);
            } else if (i + 1 < text.length() && text.charAt(i + 1) == '"') {
                cell.append('"');
                i++;
            } else {
                return i + 1;
            }
        }
        return -1;
    }
}
