package dev.armature.engine.file;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Asks a clamd, the daemon of ClamAV, over a connection for each body: the command INSTREAM, pieces
 * that each begin with their length, and a piece of nothing.
 */
public final class ClamdScanner implements FileScanner {

    /**
     * How many bodies are looked at at the same time; clamd has ten threads unless told otherwise.
     */
    static final int AT_ONCE = 8;

    private static final Duration TURN = Duration.ofSeconds(20);
    private static final Duration CONNECTING = Duration.ofSeconds(5);
    private static final Duration ANSWERING = Duration.ofMinutes(2);
    private static final int PIECE = 64 * 1024;
    private static final int MAX_ANSWER = 4096;
    private static final int MAX_PORT = 65_535;
    private static final Pattern ADDRESS =
            Pattern.compile("\\[?([A-Za-z0-9.:_-]{1,255}?)\\]?:([1-9][0-9]{0,4})");
    private static final Pattern FOUND = Pattern.compile("stream: (.+) FOUND");

    private final String host;
    private final int port;
    private final Duration connecting;
    private final Duration answering;
    private final Semaphore turns = new Semaphore(AT_ONCE);

    public ClamdScanner(String host, int port) {
        this(host, port, CONNECTING, ANSWERING);
    }

    ClamdScanner(String host, int port, Duration connecting, Duration answering) {
        this.host = host;
        this.port = port;
        this.connecting = connecting;
        this.answering = answering;
    }

    /**
     * The clamd at an address such as {@code 127.0.0.1:3310}.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static ClamdScanner at(String address) {
        Matcher matcher = ADDRESS.matcher(address);
        if (!matcher.matches() || Integer.parseInt(matcher.group(2)) > MAX_PORT) {
            throw new IllegalArgumentException("a host and a port are expected: " + address);
        }
        return new ClamdScanner(matcher.group(1), Integer.parseInt(matcher.group(2)));
    }

    @Override
    public @Nullable String infection(Content content) throws IOException {
        try {
            if (!turns.tryAcquire(TURN.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IOException("the scanner is busy with others");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(host, port), Math.toIntExact(connecting.toMillis()));
            socket.setSoTimeout(Math.toIntExact(answering.toMillis()));
            return understood(asked(socket, content));
        } finally {
            turns.release();
        }
    }

    /** Sends the body and gives the answer. */
    private static String asked(Socket socket, Content content) throws IOException {
        try (InputStream body = content.open()) {
            send(socket, body);
        } catch (BrokenException e) {
            // It may have hung up with a word: that there was too much.
            String answer = answer(socket);
            if (answer.isEmpty()) {
                throw e;
            }
            return answer;
        }
        return answer(socket);
    }

    /** The connection broke while something was sent. */
    private static final class BrokenException extends IOException {
        private static final long serialVersionUID = 1L;

        BrokenException(IOException cause) {
            super("the scanner hung up: " + cause.getMessage(), cause);
        }
    }

    private static void send(Socket socket, InputStream body) throws IOException {
        byte[] piece = new byte[PIECE];
        Sending out =
                new Sending(
                        new DataOutputStream(
                                new BufferedOutputStream(
                                        socket.getOutputStream(), PIECE + Integer.BYTES)));
        out.begin();
        for (int read = body.read(piece); read >= 0; read = body.read(piece)) {
            if (read > 0) {
                out.piece(piece, read);
            }
        }
        out.end();
    }

    /** Tells failures of the connection from those of the body. */
    private record Sending(DataOutputStream out) {

        private interface Step {
            void take() throws IOException;
        }

        private static void to(Step step) throws IOException {
            try {
                step.take();
            } catch (IOException e) {
                throw new BrokenException(e);
            }
        }

        void begin() throws IOException {
            to(() -> out.write("zINSTREAM\0".getBytes(StandardCharsets.US_ASCII)));
        }

        void piece(byte[] bytes, int length) throws IOException {
            to(() -> {
                out.writeInt(length);
                out.write(bytes, 0, length);
            });
        }

        void end() throws IOException {
            to(() -> {
                out.writeInt(0);
                out.flush();
            });
        }
    }

    private static String answer(Socket socket) throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        InputStream in = socket.getInputStream();
        try {
            for (int read = in.read(); read > 0 && answer.size() < MAX_ANSWER; read = in.read()) {
                answer.write(read);
            }
        } catch (java.net.SocketException e) {
            // What was said before it hung up counts.
        }
        return answer.toString(StandardCharsets.UTF_8).strip();
    }

    private static @Nullable String understood(String answer) throws IOException {
        if (answer.equals("stream: OK")) {
            return null;
        }
        Matcher found = FOUND.matcher(answer);
        if (found.matches()) {
            return found.group(1);
        }
        if (answer.contains("size limit exceeded")) {
            throw new TooLargeException(answer);
        }
        throw new IOException("the scanner answered \"" + answer + "\"");
    }
}
