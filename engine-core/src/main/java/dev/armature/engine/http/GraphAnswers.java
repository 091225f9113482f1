package dev.armature.engine.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.graphql.GraphAnswer;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.problem.EngineException;
import io.micronaut.http.HttpRequest;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Answers of GraphQL as JSON, the same over HTTP and over WebSocket. */
final class GraphAnswers {

    private static final String ERRORS = "errors";
    private static final byte[] DATA = "\"data\":".getBytes(StandardCharsets.UTF_8);
    private static final byte[] MORE_DATA = ",\"data\":".getBytes(StandardCharsets.UTF_8);

    private GraphAnswers() {}

    static byte[] bytes(HttpRequest<?> request, GraphAnswer answer, NumberForm numbers) {
        ObjectNode body = Json.object();
        if (!answer.errors().isEmpty()) {
            body.set(ERRORS, errors(request, answer));
        }
        return answer.executed() ? withData(body, answer.data(), numbers) : Json.bytes(body);
    }

    static ArrayNode errors(HttpRequest<?> request, GraphAnswer answer) {
        ArrayNode errors = Json.MAPPER.createArrayNode();
        answer.errors().forEach(failure -> errors.add(error(request, failure)));
        return errors;
    }

    /** A request that was refused as a whole. */
    static ArrayNode errors(HttpRequest<?> request, EngineException refusal) {
        return Json.MAPPER
                .createArrayNode()
                .add(
                        error(
                                request,
                                new GraphAnswer.Failure(
                                        refusal.detail(), List.of(), List.of(), refusal)));
    }

    static byte[] bytes(HttpRequest<?> request, EngineException refusal) {
        return bytes(errors(request, refusal));
    }

    static byte[] bytes(ArrayNode errors) {
        ObjectNode body = Json.object();
        body.set(ERRORS, errors);
        return Json.bytes(body);
    }

    private static byte[] withData(
            ObjectNode body, @Nullable Map<String, @Nullable Object> data, NumberForm numbers) {
        byte[] before = Json.bytes(body);
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.write(before, 0, before.length - 1);
        whole.writeBytes(body.isEmpty() ? DATA : MORE_DATA);
        whole.writeBytes(numbers.apply(Json.bytesOf(data)));
        whole.write('}');
        return whole.toByteArray();
    }

    private static ObjectNode error(HttpRequest<?> request, GraphAnswer.Failure failure) {
        ObjectNode error = Json.object().put("message", failure.message());
        if (!failure.locations().isEmpty()) {
            ArrayNode locations = error.putArray("locations");
            failure.locations()
                    .forEach(place ->
                            locations
                                    .addObject()
                                    .put("line", place.line())
                                    .put("column", place.column()));
        }
        if (!failure.path().isEmpty()) {
            ArrayNode path = error.putArray("path");
            failure.path().forEach(step -> path.addPOJO(step));
        }
        ObjectNode extensions = error.putObject("extensions");
        extensions.setAll(ProblemDocuments.body(request, failure.refusal()));
        return error;
    }
}
