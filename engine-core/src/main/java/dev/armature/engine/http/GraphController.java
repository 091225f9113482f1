package dev.armature.engine.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.access.Caller;
import dev.armature.engine.graphql.GraphAnswer;
import dev.armature.engine.graphql.GraphRequest;
import dev.armature.engine.graphql.GraphService;
import dev.armature.engine.idempotency.IdempotencyKey;
import dev.armature.engine.identity.Scopes;
import dev.armature.engine.record.Cause;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * GraphQL over HTTP: operations by POST, those that read by GET too, and by GET without any the
 * schema as text.
 */
@Controller("/graphql")
@ExecuteOn(TaskExecutors.BLOCKING)
@Produces(MediaType.ALL)
final class GraphController {

    private static final String NUMBERS = "numbers";
    private static final byte[] DATA = "\"data\":".getBytes(StandardCharsets.UTF_8);
    private static final byte[] MORE_DATA = ",\"data\":".getBytes(StandardCharsets.UTF_8);
    private static final Set<String> POST_PARAMETERS = Set.of(NUMBERS);
    private static final Set<String> GET_PARAMETERS =
            Set.of("query", "operationName", "variables", "extensions", NUMBERS);
    private static final MediaType TEXT = MediaType.of("text/plain; charset=utf-8");

    private final GraphService service;

    GraphController(GraphService service) {
        this.service = service;
    }

    @Post(consumes = MediaType.APPLICATION_JSON)
    HttpResponse<byte[]> post(HttpRequest<?> request, Caller caller, @Body byte[] body) {
        GraphMedia media = GraphMedia.of(request);
        return told(
                request,
                media,
                () -> {
                    Bodies.onlyParameters(request, POST_PARAMETERS);
                    NumberForm numbers = NumberForm.of(request);
                    if (request.getHeaders().contains(HttpHeaders.IF_MATCH)) {
                        throw new EngineException(
                                ErrorCode.MALFORMED_REQUEST,
                                "Give the version that must be the current one as an argument of the field");
                    }
                    GraphRequest asked = GraphRequest.read(Json.parse(body));
                    String key = request.getHeaders().get(RequestWriter.KEY);
                    GraphAnswer answer =
                            service.execute(
                                    asking(
                                            request,
                                            caller,
                                            key == null
                                                    ? null
                                                    : RequestWriter.key(key, request, body),
                                            false),
                                    asked);
                    return answer(request, media, answer, numbers);
                });
    }

    @Get
    HttpResponse<byte[]> get(HttpRequest<?> request, Caller caller) {
        if (request.getParameters().isEmpty()) {
            byte[] text = service.text(caller, scopes(request)).getBytes(StandardCharsets.UTF_8);
            return HttpResponse.ok(text).contentType(TEXT);
        }
        GraphMedia media = GraphMedia.of(request);
        return told(
                request,
                media,
                () -> {
                    Bodies.onlyParameters(request, GET_PARAMETERS);
                    NumberForm numbers = NumberForm.of(request);
                    GraphAnswer answer =
                            service.execute(asking(request, caller, null, true), read(request));
                    return answer(request, media, answer, numbers);
                });
    }

    private static GraphRequest read(HttpRequest<?> request) {
        ObjectNode body = Json.object();
        for (String name : List.of("query", "operationName")) {
            body.put(name, Bodies.parameter(request, name));
        }
        for (String name : List.of("variables", "extensions")) {
            String written = Bodies.parameter(request, name);
            if (written != null && !written.isEmpty()) {
                body.set(name, Json.parse(written.getBytes(StandardCharsets.UTF_8)));
            }
        }
        return GraphRequest.read(body);
    }

    private static GraphService.Asking asking(
            HttpRequest<?> request, Caller caller, @Nullable IdempotencyKey key, boolean readOnly) {
        return new GraphService.Asking(
                caller,
                scopes(request),
                Cause.of("request", Tracing.traceId(request)),
                key,
                readOnly);
    }

    private static @Nullable Scopes scopes(HttpRequest<?> request) {
        return Identified.of(request).entrant().scopes();
    }

    /** Does something with a request. */
    @FunctionalInterface
    private interface Answering {
        MutableHttpResponse<byte[]> answer();
    }

    /** A request that is refused as a whole is told of in GraphQL's own form. */
    private static HttpResponse<byte[]> told(
            HttpRequest<?> request, GraphMedia media, Answering answering) {
        try {
            return answering.answer();
        } catch (EngineException refusal) {
            GraphAnswer.Failure failure =
                    new GraphAnswer.Failure(refusal.detail(), List.of(), List.of(), refusal);
            MutableHttpResponse<byte[]> problem = ProblemDocuments.of(request, refusal);
            ObjectNode body = Json.object();
            body.putArray("errors").add(error(request, failure));
            return problem.body(Json.bytes(body)).contentType(media.type());
        }
    }

    private static MutableHttpResponse<byte[]> answer(
            HttpRequest<?> request, GraphMedia media, GraphAnswer answer, NumberForm numbers) {
        ObjectNode body = Json.object();
        if (!answer.errors().isEmpty()) {
            ArrayNode errors = body.putArray("errors");
            answer.errors().forEach(failure -> errors.add(error(request, failure)));
        }
        HttpStatus status =
                answer.executed() || media == GraphMedia.JSON
                        ? HttpStatus.OK
                        : HttpStatus.BAD_REQUEST;
        MutableHttpResponse<byte[]> response =
                HttpResponse.<byte[]>status(status)
                        .body(
                                answer.executed()
                                        ? withData(body, answer.data(), numbers)
                                        : Json.bytes(body))
                        .contentType(media.type());
        return answer.replayed() ? response.header(RequestWriter.REPLAYED, "true") : response;
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
