package dev.armature.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Sends files in pieces, as a client of the protocol tus 1.0 would. */
final class TusClient {

    static final String UPLOADS = "/api/v1/uploads";

    private static final String PIECE = "application/offset+octet-stream";

    private final ApiClient client;

    TusClient(ApiClient client) {
        this.client = client;
    }

    /** With the header of the protocol, and others. */
    ApiClient.Answer send(
            String method, String address, String type, byte[] body, String... headers) {
        List<String> all = new ArrayList<>(List.of("Tus-Resumable", "1.0.0"));
        all.addAll(List.of(headers));
        return client.send(method, address, type, body, all.toArray(String[]::new));
    }

    ApiClient.Answer begin(String name, long size) {
        return send(
                "POST",
                UPLOADS,
                null,
                null,
                "Upload-Length",
                Long.toString(size),
                "Upload-Metadata",
                "filename " + base64(name.getBytes(StandardCharsets.UTF_8)));
    }

    static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    /** Begins one and gives its address. */
    String begun(String name, long size) {
        ApiClient.Answer answer = begin(name, size);
        if (answer.status() != 201) {
            throw new AssertionError(answer);
        }
        return answer.header("Location");
    }

    ApiClient.Answer append(String address, long offset, byte[] piece, String... headers) {
        List<String> all = new ArrayList<>(List.of("Upload-Offset", Long.toString(offset)));
        all.addAll(List.of(headers));
        return send("PATCH", address, PIECE, piece, all.toArray(String[]::new));
    }

    ApiClient.Answer head(String address) {
        return send("HEAD", address, null, null);
    }

    long offset(String address) {
        return Long.parseLong(head(address).header("Upload-Offset"));
    }

    /** A request for a piece of which only some bytes are sent yet: the connection is open. */
    Socket sendSome(String address, long offset, long announced, InputStream some)
            throws IOException {
        URI uri = URI.create(client.url());
        Socket socket = new Socket(uri.getHost(), uri.getPort());
        OutputStream out = socket.getOutputStream();
        out.write(
                """
                PATCH %s HTTP/1.1\r
                Host: localhost\r
                Authorization: Bearer %s\r
                Tus-Resumable: 1.0.0\r
                Upload-Offset: %d\r
                Content-Type: %s\r
                Content-Length: %d\r
                \r
                """
                        .formatted(address, client.token(), offset, PIECE, announced)
                        .getBytes(StandardCharsets.US_ASCII));
        some.transferTo(out);
        out.flush();
        return socket;
    }
}
