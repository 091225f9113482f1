package dev.armature.engine.graphql;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What somebody asks.
 *
 * @param query a document of operations
 * @param operation which of them is meant; null where there is one
 */
public record GraphRequest(
        String query, @Nullable String operation, Map<String, @Nullable Object> variables) {

    private static final Set<String> KNOWN =
            Set.of("query", "operationName", "variables", "extensions");

    /**
     * Reads a request from its JSON.
     *
     * @throws EngineException {@code malformed_request} when it is none; several in a list are not
     *     taken
     */
    public static GraphRequest read(JsonNode json) {
        if (json.isArray()) {
            throw malformed("One operation is taken at a time; ask for several things in one");
        }
        if (!(json instanceof ObjectNode body)) {
            throw malformed("An object with a \"query\" is expected");
        }
        body.fieldNames()
                .forEachRemaining(name -> {
                    if (!KNOWN.contains(name)) {
                        throw malformed(
                                "A request has \"query\", \"operationName\", \"variables\" and \"extensions\", and nothing else");
                    }
                });
        JsonNode query = body.path("query");
        if (!query.isTextual()) {
            throw malformed("\"query\" is a text, and has to be there");
        }
        JsonNode operation = body.path("operationName");
        if (!isAbsent(operation) && !operation.isTextual()) {
            throw malformed("\"operationName\" is a text");
        }
        requireMap(body.path("extensions"), "extensions");
        return new GraphRequest(
                query.textValue(),
                operation.textValue(),
                variables(requireMap(body.path("variables"), "variables")));
    }

    private static Map<String, @Nullable Object> variables(JsonNode json) {
        @SuppressWarnings("unchecked") // An object becomes a map by names.
        Map<String, @Nullable Object> variables =
                (Map<String, @Nullable Object>) GraphValues.ofJson(json);
        return variables == null ? Map.of() : variables;
    }

    private static JsonNode requireMap(JsonNode value, String name) {
        if (!isAbsent(value) && !value.isObject()) {
            throw malformed("\"" + name + "\" is an object");
        }
        return value;
    }

    private static boolean isAbsent(JsonNode value) {
        return value.isMissingNode() || value.isNull();
    }

    private static EngineException malformed(String detail) {
        return new EngineException(ErrorCode.MALFORMED_REQUEST, detail);
    }
}
