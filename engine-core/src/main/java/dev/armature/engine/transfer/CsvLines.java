package dev.armature.engine.transfer;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads CSV (RFC 4180, UTF-8) as a stream of lines, a quoted cell spanning several of them where it
 * has to. A line that is broken is given as such and reading goes on with the next: libraries give
 * up there, or swallow the rest of the file into one cell. The delimiter of the first line, one of
 * comma, semicolon and tab, is that of all. Memory is bounded by the length of a line. Not
 * thread-safe.
 */
final class CsvLines implements CellLines {

    /** How many physical lines one quoted cell may span. */
    static final int MAX_SPAN = 1_000;

    private final TextLines lines;
    private final Deque<TextLines.TextLine> ahead = new ArrayDeque<>();
    private char delimiter = ',';
    private boolean begun;

    CsvLines(InputStream in) {
        this.lines = new TextLines(in);
    }

    /** What stands between the cells, as the first line has it; known when that has been read. */
    String delimiter() {
        return String.valueOf(delimiter);
    }

    private static char detect(String first) {
        String unquoted = first.replaceAll("\"[^\"]*\"", "");
        char best = ',';
        for (char candidate : new char[] {',', ';', '\t'}) {
            if (count(unquoted, candidate) > count(unquoted, best)) {
                best = candidate;
            }
        }
        return best;
    }

    private static long count(String text, char wanted) {
        return text.chars().filter(c -> c == wanted).count();
    }

    @Override
    public @Nullable CellLine next() throws IOException {
        TextLines.TextLine first = line();
        while (first != null && first.isBlank()) {
            first = line();
        }
        if (first == null) {
            return null;
        }
        if (!begun) {
            begun = true;
            delimiter = detect(first.text());
        }
        if (first.problem() != null) {
            return new CellLine(first.number(), List.of(), first.text(), first.problem());
        }
        List<TextLines.TextLine> spanned = new ArrayList<>();
        StringBuilder text = new StringBuilder(first.text());
        CsvCells cells = CsvCells.parse(first.text(), delimiter);
        while (cells.isOpen()
                && spanned.size() < MAX_SPAN
                && text.length() < TextLines.MAX_LINE_BYTES) {
            TextLines.TextLine more = line();
            if (more == null) {
                break;
            }
            spanned.add(more);
            if (more.problem() != null) {
                break;
            }
            text.append('\n').append(more.text());
            // A line break inside quotes matters only where a quote follows somewhere.
            cells =
                    more.text().indexOf('"') < 0
                            ? cells
                            : CsvCells.parse(text.toString(), delimiter);
        }
        if (cells.isOpen()) {
            // Nobody closes the quote: this one line is broken, and those after it are looked at by
            // themselves.
            spanned.reversed().forEach(ahead::push);
            return new CellLine(first.number(), List.of(), first.text(), "unclosed_quote");
        }
        return new CellLine(first.number(), cells.cells(), text.toString(), cells.problem());
    }

    private TextLines.@Nullable TextLine line() throws IOException {
        TextLines.TextLine known = ahead.poll();
        return known != null ? known : lines.next();
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
