package dev.armature.engine.transfer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a text in UTF-8, with or without a byte order mark. Memory is bounded by the length
 * of a line. Not thread-safe.
 */
final class TextLines implements AutoCloseable {

    /** The longest line, in bytes. */
    static final int MAX_LINE_BYTES = 1024 * 1024;

    private static final int SHOWN_BYTES = 200;
    private static final int BOM = '\uFEFF';

    private final InputStream in;
    private final byte[] buffer = new byte[64 * 1024];
    private int position;
    private int limit;
    private long lineNumber;
    private boolean ended;

    /**
     * A line without its end.
     *
     * @param number counted from 1
     * @param problem null when the line is sound
     */
    record TextLine(long number, String text, @Nullable String problem) {

        /** Whether it is sound and there is nothing on it. */
        boolean isBlank() {
            return problem == null && text.isBlank();
        }
    }

    TextLines(InputStream in) {
        this.in = in;
    }

    /** The next line; null at the end. */
    @Nullable TextLine next() throws IOException {
        if (!hasMore()) {
            return null;
        }
        lineNumber++;
        ByteArrayOutputStream line = new ByteArrayOutputStream(256);
        boolean tooLong = false;
        boolean isWhole = false;
        while (!isWhole && hasMore()) {
            int end = endOfLine();
            int length = end - position;
            int kept = Math.min(length, MAX_LINE_BYTES - line.size());
            line.write(buffer, position, kept);
            tooLong |= kept < length;
            isWhole = end < limit;
            position = isWhole ? end + 1 : end;
        }
        return decode(line, tooLong);
    }

    /** Where the line ends in the buffer, or the buffer does. */
    private int endOfLine() {
        int end = position;
        while (end < limit && buffer[end] != '\n') {
            end++;
        }
        return end;
    }

    /** Whether there are bytes in the buffer, which is filled when it has been read. */
    private boolean hasMore() throws IOException {
        if (position == limit && !ended) {
            limit = Math.max(0, in.read(buffer));
            position = 0;
            ended = limit == 0;
        }
        return position < limit;
    }

    private TextLine decode(ByteArrayOutputStream line, boolean tooLong) {
        byte[] bytes = line.toByteArray();
        int length =
                bytes.length > 0 && bytes[bytes.length - 1] == '\r'
                        ? bytes.length - 1
                        : bytes.length;
        if (tooLong) {
            return new TextLine(
                    lineNumber,
                    new String(bytes, 0, SHOWN_BYTES, StandardCharsets.UTF_8),
                    "line_too_long");
        }
        try {
            String text =
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .onMalformedInput(CodingErrorAction.REPORT)
                            .decode(ByteBuffer.wrap(bytes, 0, length))
                            .toString();
            boolean marked = lineNumber == 1 && !text.isEmpty() && text.charAt(0) == BOM;
            return new TextLine(lineNumber, marked ? text.substring(1) : text, null);
        } catch (CharacterCodingException e) {
            return new TextLine(
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
