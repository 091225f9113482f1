package dev.armature.engine.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.access.Caller;
import dev.armature.engine.graphql.GraphAnswer;
import dev.armature.engine.graphql.GraphBegun;
import dev.armature.engine.graphql.GraphRequest;
import dev.armature.engine.graphql.GraphService;
import dev.armature.engine.idempotency.IdempotencyKey;
import dev.armature.engine.identity.Entrant;
import dev.armature.engine.identity.Scopes;
import dev.armature.engine.live.LiveChanges;
import dev.armature.engine.live.Subscription;
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
import jakarta.inject.Named;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * GraphQL over HTTP: operations by POST, those that read by GET too, and by GET without any the
 * schema as text. Whoever takes events has subscriptions too.
 */
@Controller("/graphql")
@ExecuteOn(TaskExecutors.BLOCKING)
@Produces(MediaType.ALL)
final class GraphController {

    private static final String NUMBERS = "numbers";
    private static final Set<String> POST_PARAMETERS = Set.of(NUMBERS);
    private static final Set<String> GET_PARAMETERS =
            Set.of("query", "operationName", "variables", "extensions", NUMBERS);
    private static final MediaType TEXT = MediaType.of("text/plain; charset=utf-8");

    private final GraphService service;
    private final LiveChanges live;
    private final Interests interests;
    private final ExecutorService blocking;

    GraphController(
            GraphService service,
            LiveChanges live,
            Interests interests,
            @Named(TaskExecutors.BLOCKING) ExecutorService blocking) {
        this.service = service;
        this.live = live;
        this.interests = interests;
        this.blocking = blocking;
    }

    @Post(consumes = MediaType.APPLICATION_JSON)
    HttpResponse<?> post(HttpRequest<?> request, Caller caller, @Body byte[] body) {
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
                    GraphService.Asking asking =
                            asking(
                                    request,
                                    caller,
                                    key == null ? null : RequestWriter.key(key, request, body),
                                    false);
                    return answer(request, media, asking, asked, numbers);
                });
    }

    @Get
    HttpResponse<?> get(HttpRequest<?> request, Caller caller) {
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
                    return answer(
                            request,
                            media,
                            asking(request, caller, null, true),
                            read(request),
                            numbers);
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
        MutableHttpResponse<?> answer();
    }

    /** A request that is refused as a whole is told of in GraphQL's own form. */
    private static HttpResponse<?> told(
            HttpRequest<?> request, GraphMedia media, Answering answering) {
        try {
            return answering.answer();
        } catch (EngineException refusal) {
            return ProblemDocuments.of(request, refusal)
                    .body(GraphAnswers.bytes(request, refusal))
                    .contentType(media.ofRefusals().type());
        }
    }

    private MutableHttpResponse<?> answer(
            HttpRequest<?> request,
            GraphMedia media,
            GraphService.Asking asking,
            GraphRequest asked,
            NumberForm numbers) {
        return media == GraphMedia.EVENTS
                ? events(request, asking, asked, numbers)
                : answer(request, media, service.execute(asking, asked), numbers);
    }

    private MutableHttpResponse<?> events(
            HttpRequest<?> request,
            GraphService.Asking asking,
            GraphRequest asked,
            NumberForm numbers) {
        MutableHttpResponse<?> response =
                HttpResponse.ok()
                        .header("Content-Type", "text/event-stream; charset=utf-8")
                        .header("X-Accel-Buffering", "no");
        return switch (service.begin(asking, asked)) {
            case GraphBegun.Answered done ->
                    response.body(
                            GraphEvents.of(GraphAnswers.bytes(request, done.answer(), numbers)));
            case GraphBegun.Listens listens when request.getMethodName().equals("HEAD") -> response;
            case GraphBegun.Listens listens -> {
                Entrant entrant = Identified.of(request).entrant();
                Subscription subscription =
                        live.open(
                                entrant,
                                AuthenticationFilter.token(request).orElseThrow(),
                                interests.read(entrant, listens.listening()),
                                listens.listening().since());
                GraphTelling telling = new GraphTelling(service, request, asked, numbers);
                yield response.body(
                        new EventStream(
                                subscription, new GraphEvents(subscription, telling), blocking));
            }
        };
    }

    private static MutableHttpResponse<byte[]> answer(
            HttpRequest<?> request, GraphMedia media, GraphAnswer answer, NumberForm numbers) {
        HttpStatus status =
                answer.executed() || media == GraphMedia.JSON
                        ? HttpStatus.OK
                        : HttpStatus.BAD_REQUEST;
        MutableHttpResponse<byte[]> response =
                HttpResponse.<byte[]>status(status)
                        .body(GraphAnswers.bytes(request, answer, numbers))
                        .contentType(media.type());
        return answer.replayed() ? response.header(RequestWriter.REPLAYED, "true") : response;
    }
}
