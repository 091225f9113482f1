package dev.armature.engine.http;

import dev.armature.engine.identity.Sessions;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The caller's own sessions. */
@Controller("/api/v1/auth/sessions")
@ExecuteOn(TaskExecutors.BLOCKING)
final class SessionController {

    private final Sessions sessions;

    SessionController(Sessions sessions) {
        this.sessions = sessions;
    }

    @Get
    HttpResponse<byte[]> list(HttpRequest<?> request) {
        Identified identified = Identified.of(request);
        return answer(
                sessions.list(identified.caller().tenantId(), identified.caller().userId()),
                identified.session());
    }

    static HttpResponse<byte[]> answer(List<Sessions.Session> sessions, @Nullable UUID current) {
        return Bodies.list(sessions.stream().map(session -> session.toJson(current)).toList());
    }

    @Delete("/{id}")
    HttpResponse<?> end(HttpRequest<?> request, String id) {
        Identified identified = Identified.of(request);
        sessions.end(identified.caller(), identified.caller().userId(), Paths.id(id, "session"));
        return HttpResponse.noContent();
    }

    @Delete
    HttpResponse<?> endOthers(HttpRequest<?> request) {
        Identified identified = Identified.of(request);
        sessions.endAll(identified.caller(), identified.caller().userId(), identified.session());
        return HttpResponse.noContent();
    }
}
