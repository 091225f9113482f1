package dev.armature.server;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A WebSocket byte for byte, for what no library would send. */
final class RawSocket {

    private RawSocket() {}

    /**
     * Asks for a WebSocket.
     *
     * @param headers besides those that every client sends
     * @return the head of the answer
     */
    static String upgrade(Socket socket, String path, String headers) throws IOException {
        socket.getOutputStream()
                .write(
                        ("GET "
                                        + path
                                        + " HTTP/1.1\r\n"
                                        + headers
                                        + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
        InputStream in = socket.getInputStream();
        StringBuilder head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n")) {
            head.append((char) in.read());
        }
        return head.toString();
    }

    /** Sends a text of 126 to 65,535 bytes as one frame, masked by nothing. */
    static void write(Socket socket, String text) throws IOException {
        byte[] message = text.getBytes(StandardCharsets.UTF_8);
        socket.getOutputStream()
                .write(
                        ByteBuffer.allocate(message.length + 8)
                                .put((byte) 0x81)
                                .put((byte) 0xfe)
                                .putShort((short) message.length)
                                .putInt(0)
                                .put(message)
                                .array());
    }

    /** Begins a frame of a text that has some length, and sends nothing of the text. */
    static void announce(Socket socket, long length) throws IOException {
        socket.getOutputStream()
                .write(
                        ByteBuffer.allocate(18)
                                .put((byte) 0x81)
                                .put((byte) 0xff)
                                .putLong(length)
                                .putInt(0)
                                .putInt(0)
                                .array());
    }
}
