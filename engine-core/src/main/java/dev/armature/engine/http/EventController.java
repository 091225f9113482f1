package dev.armature.engine.http;

import dev.armature.engine.live.LiveChanges;
import dev.armature.engine.live.Messages;
import dev.armature.engine.live.Subscription;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.Set;

/** Changes of records as server-sent events. */
@Controller("/api/v1/events")
@ExecuteOn(TaskExecutors.BLOCKING)
final class EventController {

    private static final String NUMBERS = "numbers";
    private static final Set<String> KNOWN = Set.of("objects", "id", "filter", "fields", NUMBERS);

    private final LiveChanges live;
    private final Interests interests;

    EventController(LiveChanges live, Interests interests) {
        this.live = live;
        this.interests = interests;
    }

    @Get
    @Produces(MediaType.ALL)
    HttpResponse<?> listen(HttpRequest<?> request) {
        Bodies.onlyParameters(request, KNOWN);
        NumberForm numbers = NumberForm.of(request);
        Identified who = Identified.of(request);
        Interests.Wanted wanted =
                new Interests.Wanted(
                        Bodies.parameter(request, "objects"),
                        Bodies.parameter(request, "id"),
                        Bodies.parameter(request, "filter"),
                        Bodies.parameter(request, "fields"));
        MutableHttpResponse<?> answer =
                HttpResponse.ok()
                        .header("Content-Type", "text/event-stream; charset=utf-8")
                        .header("X-Accel-Buffering", "no");
        var interest = interests.read(who.entrant(), wanted);
        if (request.getMethodName().equals("HEAD")) {
            return answer;
        }
        Subscription subscription =
                live.open(
                        who.entrant(),
                        AuthenticationFilter.token(request).orElseThrow(),
                        interest,
                        request.getHeaders().get("Last-Event-ID"));
        boolean plain = Bodies.parameter(request, NUMBERS) == null;
        return answer.body(
                new EventStream(
                        subscription,
                        plain ? Messages::stream : messages -> messages.stream(numbers::apply)));
    }
}
