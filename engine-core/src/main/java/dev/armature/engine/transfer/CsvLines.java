package dev.armature.engine.transfer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads CSV (RFC 4180, UTF-8, with or without a byte order mark) as a stream of lines, a quoted
 * cell spanning several of them where it has to. A line that is broken is given as such and reading
 * goes on with the next: libraries give up there, or swallow the rest of the file into one cell.
 * Memory is bounded by the length of a line. Not thread-safe.
 */
final class CsvLines implements AutoCloseable {

    /** The longest line, quoted line breaks included, in bytes. */
    static final int MAX_LINE_BYTES = 1024 * 1024;

    /** How many physical lines one quoted cell may span. */
    static final int MAX_SPAN = 1_000;

    private static final int BOM = '\uFEFF';

    private final InputStream in;
    private final byte[] buffer = new byte[64 * 1024];
    private final Deque<Physical> ahead = new ArrayDeque<>();
    private int position;
    private int limit;
    private long lineNumber;
    private char delimiter;
    private boolean ended;

    /**
     * A line of cells, or why it is none.
     *
     * @param number of the physical line it begins on, counted from 1
     * @param problem null when the line is sound
     */
    record Line(long number, List<String> cells, String source, @Nullable String problem) {}

    private record Physical(long number, String text, @Nullable String problem) {}

    CsvLines(InputStream in) {
        this.in = in;
    }

    /**
     * The first line: the names of the columns. Its delimiter, one of comma, semicolon and tab, is
     * that of all.
     */
    Line header() throws IOException {
        Physical first = physical();
        if (first == null) {
            return new Line(1, List.of(), "", "empty_file");
        }
        String text =
                !first.text.isEmpty() && first.text.charAt(0) == BOM
                        ? first.text.substring(1)
                        : first.text;
        delimiter = detect(text);
        ahead.push(new Physical(first.number, text, first.problem));
        Line header = next();
        return header == null ? new Line(1, List.of(), "", "empty_file") : header;
    }

    private static char detect(String header) {
        char best = ',';
        for (char candidate : new char[] {',', ';', '\t'}) {
            if (header.chars().filter(c -> c == candidate).count() > count(header, best)) {
                best = candidate;
            }
        }
        return best;
    }

    private static long count(String text, char wanted) {
        return text.chars().filter(c -> c == wanted).count();
    }

    /** The next line that is not blank; null at the end. */
    @Nullable Line next() throws IOException {
        Physical first = physical();
        while (first != null && first.problem == null && first.text.isBlank()) {
            first = physical();
        }
        if (first == null) {
            return null;
        }
        if (first.problem != null) {
            return new Line(first.number, List.of(), first.text, first.problem);
        }
        List<Physical> spanned = new ArrayList<>();
        StringBuilder text = new StringBuilder(first.text);
        CsvCells cells = CsvCells.parse(first.text, delimiter);
        while (cells.isOpen() && spanned.size() < MAX_SPAN && text.length() < MAX_LINE_BYTES) {
            Physical more = physical();
            if (more == null) {
                break;
            }
            spanned.add(more);
            if (more.problem != null) {
                break;
            }
            text.append('\n').append(more.text);
            // A line break inside quotes matters only where a quote follows somewhere.
            cells = more.text.indexOf('"') < 0 ? cells : CsvCells.parse(text.toString(), delimiter);
        }
        if (cells.isOpen()) {
            // Nobody closes the quote: this one line is broken, and those after it are looked at by
            // themselves.
            spanned.reversed().forEach(ahead::push);
            return new Line(first.number, List.of(), first.text, "unclosed_quote");
        }
        return new Line(first.number, cells.cells(), text.toString(), cells.problem());
    }

    private @Nullable Physical physical() throws IOException {
        Physical known = ahead.poll();
        if (known != null) {
            return known;
        }
        if (ended && position == limit) {
            return null;
        }
        lineNumber++;
        ByteArrayOutputStream line = new ByteArrayOutputStream(256);
        boolean tooLong = false;
        boolean any = false;
        for (int b = read(); b >= 0; b = read()) {
            any = true;
            if (b == '\n') {
                return decode(line, tooLong);
            }
            if (line.size() < MAX_LINE_BYTES) {
                line.write(b);
            } else {
                tooLong = true;
            }
        }
        return any ? decode(line, tooLong) : null;
    }

    private int read() throws IOException {
        if (position == limit) {
            if (ended) {
                return -1;
            }
            limit = Math.max(0, in.read(buffer));
            position = 0;
            if (limit == 0) {
                ended = true;
                return -1;
            }
        }
        return buffer[position++] & 0xFF;
    }

    private Physical decode(ByteArrayOutputStream line, boolean tooLong) {
        byte[] bytes = line.toByteArray();
        int length =
                bytes.length > 0 && bytes[bytes.length - 1] == '\r'
                        ? bytes.length - 1
                        : bytes.length;
        if (tooLong) {
            return new Physical(
                    lineNumber, new String(bytes, 0, 200, StandardCharsets.UTF_8), "line_too_long");
        }
        try {
            String text =
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .onMalformedInput(CodingErrorAction.REPORT)
                            .decode(ByteBuffer.wrap(bytes, 0, length))
                            .toString();
            return new Physical(lineNumber, text, null);
        } catch (CharacterCodingException e) {
            return new Physical(
                    lineNumber,
                    new String(bytes, 0, length, StandardCharsets.UTF_8),
                    "invalid_encoding");
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
