package dev.armature.engine.http;

import dev.armature.engine.identity.Memberships;
import dev.armature.metadata.json.Json;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.Set;

/** What links a person's users of several tenants. */
@Controller("/api/v1/auth/memberships")
@ExecuteOn(TaskExecutors.BLOCKING)
final class MembershipController {

    private final Memberships memberships;
    private final Visitors visitors;

    MembershipController(Memberships memberships, Visitors visitors) {
        this.memberships = memberships;
        this.visitors = visitors;
    }

    @Post
    HttpResponse<byte[]> link(HttpRequest<?> request, @Body byte[] body) {
        Bodies.onlyParameters(request, Set.of());
        Identified identified = Identified.of(request);
        Memberships.Membership linked =
                memberships.link(
                        identified.caller(),
                        identified.session(),
                        Bodies.object(body),
                        visitors.of(request));
        return Bodies.created(
                Json.bytes(
                        Json.object()
                                .put("tenant", linked.tenant().slug())
                                .put("name", linked.tenant().name())));
    }

    @Delete("/{tenant}")
    HttpResponse<?> unlink(HttpRequest<?> request, String tenant) {
        Bodies.onlyParameters(request, Set.of());
        Identified identified = Identified.of(request);
        memberships.unlink(identified.caller(), identified.session(), tenant);
        return HttpResponse.noContent();
    }
}
