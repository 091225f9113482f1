package dev.armature.bench.client;

import java.nio.charset.StandardCharsets;

/**
 * A request without what all requests of a connection share.
 *
 * @param status what the answer's status is to be
 */
public record Request(String method, String path, String contentType, byte[] body, int status) {

    private static final String JSON = "application/json";

    public static Request get(String path) {
        return new Request("GET", path, "", new byte[0], 200);
    }

    public static Request post(String path, String json, int status) {
        return new Request("POST", path, JSON, bytes(json), status);
    }

    public static Request patch(String path, String json) {
        return new Request("PATCH", path, "application/merge-patch+json", bytes(json), 200);
    }

    public static Request delete(String path) {
        return new Request("DELETE", path, "", new byte[0], 204);
    }

    private static byte[] bytes(String json) {
        return json.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return method + " " + path;
    }
}
