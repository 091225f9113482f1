package dev.armature.engine.http;

import dev.armature.engine.identity.ExternalIdentities;
import dev.armature.engine.identity.ExternalIdentity;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.Set;

/** The accounts at providers that somebody comes in by, for themselves. */
@Controller("/api/v1/auth/identities")
@ExecuteOn(TaskExecutors.BLOCKING)
final class IdentityController {

    private final ExternalIdentities identities;

    IdentityController(ExternalIdentities identities) {
        this.identities = identities;
    }

    @Get
    HttpResponse<byte[]> list(HttpRequest<?> request) {
        Bodies.onlyParameters(request, Set.of());
        Identified identified = Identified.of(request);
        identified.session();
        return Bodies.list(
                identities
                        .list(identified.caller().tenantId(), identified.caller().userId())
                        .stream()
                        .map(ExternalIdentity::toJson)
                        .toList());
    }

    @Delete("/{id}")
    HttpResponse<?> unlink(HttpRequest<?> request, String id) {
        Bodies.onlyParameters(request, Set.of());
        Identified identified = Identified.of(request);
        identified.session();
        identities.unlink(
                identified.caller(), identified.caller().userId(), Paths.id(id, "identity"));
        return HttpResponse.noContent();
    }
}
