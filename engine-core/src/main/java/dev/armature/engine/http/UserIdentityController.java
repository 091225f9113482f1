package dev.armature.engine.http;

import dev.armature.engine.access.AccessPolicy;
import dev.armature.engine.access.Caller;
import dev.armature.engine.identity.ExternalIdentities;
import dev.armature.engine.identity.ExternalIdentity;
import dev.armature.engine.identity.Users;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.Set;
import java.util.UUID;

/** The accounts at providers that a user comes in by, for administrators. */
@Controller("/api/v1/users/{user}/identities")
@ExecuteOn(TaskExecutors.BLOCKING)
final class UserIdentityController {

    private final ExternalIdentities identities;
    private final Users users;
    private final AccessPolicy access;

    UserIdentityController(ExternalIdentities identities, Users users, AccessPolicy access) {
        this.identities = identities;
        this.users = users;
        this.access = access;
    }

    @Get
    HttpResponse<byte[]> list(HttpRequest<?> request, Caller caller, String user) {
        access.requireAdministrator(caller);
        Bodies.onlyParameters(request, Set.of());
        UUID id = users.required(caller.tenantId(), Paths.id(user, "user")).id();
        return Bodies.list(
                identities.list(caller.tenantId(), id).stream()
                        .map(ExternalIdentity::toJson)
                        .toList());
    }

    @Delete("/{id}")
    HttpResponse<?> unlink(HttpRequest<?> request, Caller caller, String user, String id) {
        access.requireAdministrator(caller);
        Bodies.onlyParameters(request, Set.of());
        identities.unlink(caller, Paths.id(user, "user"), Paths.id(id, "identity"));
        return HttpResponse.noContent();
    }
}
