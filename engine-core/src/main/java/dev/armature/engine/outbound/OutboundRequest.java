package dev.armature.engine.outbound;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A call to make.
 *
 * @param headers besides those that every call has
 * @param body null for none
 * @param within how long it may take from beginning to end
 * @param largest how many bytes of the answer's body are taken
 */
public record OutboundRequest(
        String method,
        URI uri,
        Map<String, String> headers,
        byte @Nullable [] body,
        Duration within,
        int largest) {

    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");
    private static final Pattern VALUE = Pattern.compile("[\\x20-\\x7e]*");

    public OutboundRequest {
        headers = new LinkedHashMap<>(headers);
        boolean clean =
                TOKEN.matcher(method).matches()
                        && headers.entrySet().stream()
                                .allMatch(header ->
                                        TOKEN.matcher(header.getKey()).matches()
                                                && VALUE.matcher(header.getValue()).matches());
        if (!clean) {
            throw new IllegalArgumentException("A header has characters that headers have not");
        }
    }

    public static OutboundRequest get(URI uri, String accept, Duration within, int largest) {
        return new OutboundRequest("GET", uri, Map.of("Accept", accept), null, within, largest);
    }

    byte[] written(Destination to) {
        StringBuilder head =
                new StringBuilder(method)
                        .append(' ')
                        .append(to.target())
                        .append(" HTTP/1.1\r\nHost: ")
                        .append(to.authority())
                        .append(
                                "\r\nConnection: close\r\nAccept-Encoding: identity\r\nUser-Agent: Armature\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        byte[] content = body == null ? new byte[0] : body;
        if (body != null) {
            head.append("Content-Length: ").append(content.length).append("\r\n");
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII));
        bytes.writeBytes(content);
        return bytes.toByteArray();
    }
}
