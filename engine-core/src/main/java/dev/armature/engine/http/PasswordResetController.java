package dev.armature.engine.http;

import dev.armature.engine.identity.PasswordResets;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.Set;

/** For who has forgotten their password. */
@Controller("/api/v1/auth")
@ExecuteOn(TaskExecutors.BLOCKING)
final class PasswordResetController {

    private final PasswordResets resets;
    private final Visitors visitors;

    PasswordResetController(PasswordResets resets, Visitors visitors) {
        this.resets = resets;
        this.visitors = visitors;
    }

    @Post("/forgotten")
    HttpResponse<?> forgotten(HttpRequest<?> request, @Body byte[] body) {
        Bodies.onlyParameters(request, Set.of());
        resets.ask(Bodies.object(body), visitors.of(request));
        return HttpResponse.accepted();
    }

    @Post("/reset")
    HttpResponse<?> reset(HttpRequest<?> request, @Body byte[] body) {
        Bodies.onlyParameters(request, Set.of());
        resets.reset(Bodies.object(body), visitors.of(request));
        return HttpResponse.noContent();
    }
}
