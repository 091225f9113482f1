package dev.armature.engine.outbound;

import dev.armature.engine.outbound.OutboundException.Reason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads an answer of HTTP/1.1 (RFC 9112) from somebody who may mean ill, within limits. */
final class AnswerReader {

    /** How many bytes the lines before the body may have together. */
    static final int MAX_HEAD = 32 * 1024;

    private static final int MOST_BEFORE = 5;
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] ([1-5][0-9]{2})( .*)?");
    private static final Pattern CHUNK = Pattern.compile("([0-9A-Fa-f]{1,8})[ \\t]*(;.*)?");
    private static final Pattern LENGTH = Pattern.compile("[0-9]{1,18}");

    private final InputStream in;
    private final int largest;
    private int head;

    /**
     * @param largest how many bytes of the body are taken
     */
    AnswerReader(InputStream in, int largest) {
        this.in = in;
        this.largest = largest;
    }

    OutboundAnswer read(String method) throws IOException, OutboundException {
        for (int before = 0; before <= MOST_BEFORE; before++) {
            int status = status();
            Map<String, List<String>> headers = headers();
            if (status >= 200) {
                boolean empty = method.equals("HEAD") || status == 204 || status == 304;
                return new OutboundAnswer(status, headers, empty ? new byte[0] : body(headers));
            }
        }
        throw notUnderstood();
    }

    private int status() throws IOException, OutboundException {
        Matcher line = STATUS.matcher(line());
        if (!line.matches()) {
            throw notUnderstood();
        }
        return Integer.parseInt(line.group(1));
    }

    private Map<String, List<String>> headers() throws IOException, OutboundException {
        Map<String, List<String>> headers = new HashMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            if (colon <= 0 || line.charAt(0) == ' ' || line.charAt(0) == '\t') {
                throw notUnderstood();
            }
            headers.computeIfAbsent(
                            line.substring(0, colon).toLowerCase(Locale.ROOT),
                            name -> new ArrayList<>())
                    .add(line.substring(colon + 1).strip());
        }
        return headers;
    }

    private String line() throws IOException, OutboundException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (true) {
            int next = in.read();
            if (next < 0) {
                throw notUnderstood();
            }
            if (++head > MAX_HEAD) {
                throw tooLarge();
            }
            if (next == '\n') {
                String text = line.toString(StandardCharsets.ISO_8859_1);
                return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
            }
            line.write(next);
        }
    }

    private byte[] body(Map<String, List<String>> headers) throws IOException, OutboundException {
        List<String> coding = headers.getOrDefault("transfer-encoding", List.of());
        List<String> length = headers.getOrDefault("content-length", List.of());
        if (!coding.isEmpty()) {
            if (!length.isEmpty()
                    || coding.size() > 1
                    || !coding.getFirst().equalsIgnoreCase("chunked")) {
                throw notUnderstood();
            }
            return chunks();
        }
        if (length.isEmpty()) {
            return rest();
        }
        if (length.size() > 1 || !LENGTH.matcher(length.getFirst()).matches()) {
            throw notUnderstood();
        }
        return exactly(Long.parseLong(length.getFirst()), 0);
    }

    private byte[] rest() throws IOException, OutboundException {
        byte[] bytes = in.readNBytes(largest + 1);
        if (bytes.length > largest) {
            throw tooLarge();
        }
        return bytes;
    }

    private byte[] exactly(long length, int before) throws IOException, OutboundException {
        if (length > largest - before) {
            throw tooLarge();
        }
        byte[] bytes = in.readNBytes((int) length);
        if (bytes.length < length) {
            throw notUnderstood();
        }
        return bytes;
    }

    private byte[] chunks() throws IOException, OutboundException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (true) {
            Matcher line = CHUNK.matcher(line());
            if (!line.matches()) {
                throw notUnderstood();
            }
            long size = Long.parseLong(line.group(1), 16);
            if (size == 0) {
                headers();
                return body.toByteArray();
            }
            body.writeBytes(exactly(size, body.size()));
            if (!line().isEmpty()) {
                throw notUnderstood();
            }
        }
    }

    private OutboundException tooLarge() {
        return new OutboundException(
                Reason.TOO_LARGE,
                "The answer has more than the " + largest + " bytes that are taken");
    }

    private static OutboundException notUnderstood() {
        return new OutboundException(Reason.NOT_UNDERSTOOD, "What was answered is no HTTP");
    }
}
