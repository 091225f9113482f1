package dev.armature.engine.http;

import dev.armature.engine.identity.Admissions;
import dev.armature.engine.identity.User;
import dev.armature.metadata.json.Json;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.Set;

/** For who was invited. The secret of the link travels in bodies, which no log has. */
@Controller("/api/v1/auth/invitation")
@ExecuteOn(TaskExecutors.BLOCKING)
final class AdmissionController {

    private final Admissions admissions;
    private final Visitors visitors;

    AdmissionController(Admissions admissions, Visitors visitors) {
        this.admissions = admissions;
        this.visitors = visitors;
    }

    @Post
    HttpResponse<byte[]> look(HttpRequest<?> request, @Body byte[] body) {
        Bodies.onlyParameters(request, Set.of());
        Admissions.Open open = admissions.look(Bodies.object(body), visitors.of(request));
        return Bodies.ok(
                Json.object()
                        .put("tenant", open.tenant().slug())
                        .put("name", open.tenant().name())
                        .put("email", open.email()));
    }

    @Post("/accept")
    HttpResponse<byte[]> accept(HttpRequest<?> request, @Body byte[] body) {
        Bodies.onlyParameters(request, Set.of());
        User user = admissions.accept(Bodies.object(body), visitors.of(request));
        return Bodies.created(Json.bytes(user.toJson()));
    }
}
