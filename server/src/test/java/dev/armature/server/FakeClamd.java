package dev.armature.server;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Speaks the part of clamd's protocol that scans a stream, and knows one virus: the test file of
 * the anti-virus trade, which does nothing.
 */
final class FakeClamd implements AutoCloseable {

    /** In two halves, so that no scanner takes this source for it. */
    static final String EICAR =
            "X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-" + "STANDARD-ANTIVIRUS-TEST-FILE!$H+H*";

    /** What it does with whoever asks. */
    enum Mood {
        WELL,
        HANGS_UP,
        TALKS_NONSENSE,
        FAILS
    }

    final AtomicInteger asked = new AtomicInteger();
    volatile Mood mood = Mood.WELL;

    private final ServerSocket server;
    private final int most;

    /**
     * @param most how many bytes it takes, as StreamMaxLength does
     */
    FakeClamd(int most) {
        this.most = most;
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::serve);
    }

    int port() {
        return server.getLocalPort();
    }

    String address() {
        return "127.0.0.1:" + port();
    }

    private void serve() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                Thread.ofVirtual().start(() -> answer(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void answer(Socket socket) {
        asked.incrementAndGet();
        try (socket) {
            if (mood != Mood.HANGS_UP) {
                String answer = looked(new DataInputStream(socket.getInputStream()));
                socket.getOutputStream().write((answer + "\0").getBytes(StandardCharsets.US_ASCII));
            }
        } catch (IOException e) {
            // whoever asked has left
        }
    }

    private String looked(DataInputStream in) throws IOException {
        byte[] command = in.readNBytes(10);
        if (!new String(command, StandardCharsets.US_ASCII).equals("zINSTREAM\0")) {
            return "UNKNOWN COMMAND";
        }
        ByteArrayOutputStream seen = new ByteArrayOutputStream();
        for (int length = in.readInt(); length != 0; length = in.readInt()) {
            if (seen.size() + length > most) {
                return "INSTREAM size limit exceeded. ERROR";
            }
            seen.write(in.readNBytes(length));
        }
        return switch (mood) {
            case TALKS_NONSENSE -> "HELLO";
            case FAILS -> "stream: Can't allocate memory ERROR";
            case WELL, HANGS_UP ->
                    seen.toString(StandardCharsets.ISO_8859_1).contains(EICAR)
                            ? "stream: Eicar-Test-Signature FOUND"
                            : "stream: OK";
        };
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
