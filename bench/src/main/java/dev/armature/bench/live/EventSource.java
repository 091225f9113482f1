package dev.armature.bench.live;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One stream of server-sent events over a plain socket. It does as little as it can: ten thousand
 * of them share the processors with the node that they listen to. Belongs to one thread, but for
 * {@link #close}.
 */
final class EventSource implements AutoCloseable {

    private static final int BUFFER = 4_096;
    private static final byte[] ID = "id: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DATA = "data: ".getBytes(StandardCharsets.US_ASCII);

    private final Socket socket;
    private final InputStream in;
    private byte[] line = new byte[512];
    private int length;
    private int chunk;
    private @Nullable String last;

    /**
     * Asks for a stream and waits until it begins.
     *
     * @param after the id of the event after which it goes on, or null
     */
    EventSource(int port, String token, String path, @Nullable String after) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        in = new BufferedInputStream(socket.getInputStream(), BUFFER);
        last = after;
        String request =
                "GET %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n%s\r\n"
                        .formatted(
                                path,
                                token,
                                after == null ? "" : "Last-Event-ID: " + after + "\r\n");
        socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
        String status = head();
        if (!status.contains(" 200")) {
            close();
            throw new IOException("a stream was answered with " + status);
        }
    }

    private String head() throws IOException {
        String status = headLine();
        String one = status;
        while (!one.isEmpty()) {
            one = headLine();
        }
        return status;
    }

    private String headLine() throws IOException {
        StringBuilder text = new StringBuilder();
        int read = in.read();
        for (; read != '\n' && read >= 0; read = in.read()) {
            if (read != '\r') {
                text.append((char) read);
            }
        }
        return text.toString();
    }

    /**
     * The data of the next event; null at the end. What is given holds until the next call.
     *
     * @return as many bytes as {@link #length} says, from {@link #from} on
     */
    byte @Nullable [] next() throws IOException {
        while (readLine()) {
            if (begins(ID)) {
                last = new String(line, ID.length, length - ID.length, StandardCharsets.US_ASCII);
            } else if (begins(DATA)) {
                return line;
            }
        }
        return null;
    }

    int from() {
        return DATA.length;
    }

    int length() {
        return length;
    }

    /** The id of the last event that was heard. */
    @Nullable String last() {
        return last;
    }

    private boolean begins(byte[] with) {
        return length >= with.length && Arrays.equals(line, 0, with.length, with, 0, with.length);
    }

    private boolean readLine() throws IOException {
        length = 0;
        for (int read = read(); read != '\n'; read = read()) {
            if (read < 0) {
                return false;
            }
            if (length == line.length) {
                line = Arrays.copyOf(line, length * 2);
            }
            line[length++] = (byte) read;
        }
        return true;
    }

    private int read() throws IOException {
        if (chunk == 0) {
            String size = headLine();
            // A chunk ends with a line break of its own.
            size = size.isEmpty() ? headLine() : size;
            chunk = size.isEmpty() ? 0 : Integer.parseInt(size, 16);
            if (chunk == 0) {
                return -1;
            }
        }
        chunk--;
        int read = in.read();
        if (read < 0) {
            throw new EOFException("a stream broke off");
        }
        return read;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
