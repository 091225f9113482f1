package dev.armature.engine.http;

import dev.armature.engine.access.AccessPolicy;
import dev.armature.engine.access.Caller;
import dev.armature.engine.identity.Sessions;
import dev.armature.engine.identity.Users;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.UUID;

/** A user's sessions, for administrators. */
@Controller("/api/v1/users/{user}/sessions")
@ExecuteOn(TaskExecutors.BLOCKING)
final class UserSessionController {

    private final Sessions sessions;
    private final Users users;
    private final AccessPolicy access;

    UserSessionController(Sessions sessions, Users users, AccessPolicy access) {
        this.sessions = sessions;
        this.users = users;
        this.access = access;
    }

    @Get
    HttpResponse<byte[]> list(HttpRequest<?> request, Caller caller, String user) {
        UUID id = known(caller, user);
        return SessionController.answer(
                sessions.list(caller.tenantId(), id), Identified.of(request).entrant().session());
    }

    @Delete("/{id}")
    HttpResponse<?> end(Caller caller, String user, String id) {
        UUID known = known(caller, user);
        sessions.end(caller, known, Paths.id(id, "session"));
        return HttpResponse.noContent();
    }

    @Delete
    HttpResponse<?> endAll(Caller caller, String user) {
        sessions.endAll(caller, known(caller, user), null);
        return HttpResponse.noContent();
    }

    private UUID known(Caller caller, String user) {
        access.requireAdministrator(caller);
        return users.required(caller.tenantId(), Paths.id(user, "user")).id();
    }
}
