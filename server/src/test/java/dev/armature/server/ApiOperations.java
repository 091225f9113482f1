package dev.armature.server;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The operations of an API document, and how one is called without knowing what it does. */
final class ApiOperations {

    private static final Pattern PARAMETER = Pattern.compile("\\{(\\w+)}");

    private final JsonNode document;
    private final Map<String, List<String>> listed = new HashMap<>();

    ApiOperations(ApiClient client) {
        this.document = client.get("/api/v1/openapi.json").json();
    }

    /** One operation of the document. */
    record Operation(String method, String path, JsonNode node) {

        /** Whether it says that nobody has to be signed in. */
        boolean isOpen() {
            return node.path("security").isArray() && node.get("security").isEmpty();
        }

        boolean hasParameters() {
            return path.contains("{");
        }

        String mediaType() {
            JsonNode content = node.at("/requestBody/content");
            return content.isMissingNode() ? null : content.fieldNames().next();
        }

        /** A body that says as little as one can. */
        byte[] body() {
            String type = mediaType();
            return type == null
                    ? null
                    : (type.contains("json") ? "{}" : "x\n").getBytes(StandardCharsets.UTF_8);
        }

        ApiClient.Answer call(ApiClient client, String address, String... headers) {
            return client.send(method, address, mediaType(), body(), headers);
        }

        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    List<Operation> all() {
        List<Operation> operations = new ArrayList<>();
        for (Map.Entry<String, JsonNode> path : document.get("paths").properties()) {
            for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
                if (!operation.getKey().equals("parameters")) {
                    operations.add(
                            new Operation(
                                    operation.getKey().toUpperCase(Locale.ROOT),
                                    path.getKey(),
                                    operation.getValue()));
                }
            }
        }
        return operations;
    }

    Set<String> names() {
        Set<String> names = new LinkedHashSet<>();
        all().forEach(operation -> names.add(operation.toString()));
        return names;
    }

    /** What a reference in the document stands for. */
    JsonNode resolved(JsonNode node) {
        JsonNode reference = node.path("$ref");
        return reference.isTextual() ? document.at(reference.textValue().substring(1)) : node;
    }

    /** The names of the parameters that an operation takes in its query. */
    List<String> queryParameters(Operation operation) {
        List<String> names = new ArrayList<>();
        operation
                .node()
                .path("parameters")
                .forEach(parameter -> {
                    JsonNode resolved = resolved(parameter);
                    if (resolved.path("in").asText().equals("query")) {
                        names.add(resolved.get("name").textValue());
                    }
                });
        return names;
    }

    JsonNode bodySchema(Operation operation) {
        JsonNode schema = operation.node().at("/requestBody/content/application~1json/schema");
        return resolved(schema);
    }

    /**
     * The path with things in its places that are there: the first of the list that the path up to
     * the place answers, or else something that is nowhere.
     */
    String address(ApiClient client, String path) {
        String address = path;
        Matcher matcher = PARAMETER.matcher(address);
        while (matcher.find()) {
            List<String> found = listed(client, address.substring(0, matcher.start()));
            address =
                    address.substring(0, matcher.start())
                            + (found.isEmpty() ? RightsFixture.noId() : found.getFirst())
                            + address.substring(matcher.end());
            matcher = PARAMETER.matcher(address);
        }
        return address;
    }

    /** What is in the list before a place, by id or by name. */
    List<String> listed(ApiClient client, String prefix) {
        return listed.computeIfAbsent(
                client.token() + prefix,
                key -> {
                    List<String> found = new ArrayList<>();
                    ApiClient.Answer answer =
                            client.get(prefix.replaceFirst("/$", "").replaceFirst("/by/\\w+$", ""));
                    if (answer.status() == 200 && answer.body().startsWith("{")) {
                        JsonNode json = answer.json();
                        (json.has("Resources") ? json.get("Resources") : json.path("data"))
                                .forEach(one -> {
                                    // What SCIM says of itself is no tenant's.
                                    boolean own = !prefix.matches("/scim/.*(Types|Schemas)/");
                                    JsonNode name =
                                            one.has("id") ? one.get("id") : one.path("name");
                                    if (own && name.isTextual()) {
                                        found.add(name.textValue());
                                    }
                                });
                    }
                    return found;
                });
    }
}
