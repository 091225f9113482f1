package dev.armature.engine.http;

import dev.armature.engine.access.AccessPolicy;
import dev.armature.engine.access.Caller;
import dev.armature.engine.identity.Invitation;
import dev.armature.engine.identity.Invitations;
import dev.armature.metadata.json.Json;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.Set;

/** Invitations to the tenant, for administrators. */
@Controller("/api/v1/invitations")
@ExecuteOn(TaskExecutors.BLOCKING)
final class InvitationController {

    private static final String THING = "invitation";

    private final Invitations invitations;
    private final AccessPolicy access;

    InvitationController(Invitations invitations, AccessPolicy access) {
        this.invitations = invitations;
        this.access = access;
    }

    @Get
    HttpResponse<byte[]> list(HttpRequest<?> request, Caller caller) {
        access.requireAdministrator(caller);
        Bodies.onlyParameters(request, Set.of());
        return Bodies.list(
                invitations.list(caller.tenantId()).stream().map(Invitation::toJson).toList());
    }

    @Post
    HttpResponse<byte[]> create(HttpRequest<?> request, Caller caller, @Body byte[] body) {
        access.requireAdministrator(caller);
        Bodies.onlyParameters(request, Set.of());
        return Bodies.created(Json.bytes(invitations.create(caller, Bodies.object(body)).toJson()));
    }

    @Post("/{id}/resend")
    HttpResponse<byte[]> resend(HttpRequest<?> request, Caller caller, String id) {
        access.requireAdministrator(caller);
        Bodies.onlyParameters(request, Set.of());
        return Bodies.ok(invitations.resend(caller, Paths.id(id, THING)).toJson());
    }

    @Delete("/{id}")
    HttpResponse<?> revoke(HttpRequest<?> request, Caller caller, String id) {
        access.requireAdministrator(caller);
        Bodies.onlyParameters(request, Set.of());
        invitations.revoke(caller, Paths.id(id, THING));
        return HttpResponse.noContent();
    }
}
