package dev.armature.engine.http;

import dev.armature.engine.access.Caller;
import dev.armature.engine.mass.HandOvers;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.Set;

/** Hands a user's records over to another, for administrators. */
@Controller("/api/v1/users/{user}/hand-over")
@ExecuteOn(TaskExecutors.BLOCKING)
final class HandOverController {

    private final HandOvers handOvers;

    HandOverController(HandOvers handOvers) {
        this.handOvers = handOvers;
    }

    @Post
    HttpResponse<byte[]> handOver(
            HttpRequest<?> request, Caller caller, String user, @Body byte[] body) {
        Bodies.onlyParameters(request, Set.of());
        return Bodies.ok(handOvers.handOver(caller, Paths.id(user, "user"), Bodies.object(body)))
                .status(HttpStatus.ACCEPTED);
    }
}
