package dev.armature.engine.http;

import dev.armature.engine.access.AccessPolicy;
import dev.armature.engine.access.Caller;
import dev.armature.engine.federation.Federation;
import dev.armature.engine.federation.Provider;
import dev.armature.engine.federation.Providers;
import dev.armature.metadata.json.Json;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Patch;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.Set;

/** The providers that people of the tenant come in by, for its administrators. */
@Controller("/api/v1/identity-providers")
@ExecuteOn(TaskExecutors.BLOCKING)
final class IdentityProviderController {

    private static final String THING = "provider";

    private final Providers providers;
    private final AccessPolicy access;

    IdentityProviderController(Federation federation, AccessPolicy access) {
        this.providers = federation.providers();
        this.access = access;
    }

    @Get
    HttpResponse<byte[]> list(HttpRequest<?> request, Caller caller) {
        Bodies.onlyParameters(request, Set.of());
        access.requireAdministrator(caller);
        return Bodies.list(
                providers.list(caller.tenantId()).stream()
                        .map(provider -> providers.json(caller.tenant(), provider))
                        .toList());
    }

    @Post
    HttpResponse<byte[]> create(HttpRequest<?> request, Caller caller, @Body byte[] body) {
        Bodies.onlyParameters(request, Set.of());
        access.requireAdministrator(caller);
        Provider made = providers.create(caller, Bodies.object(body));
        return Bodies.created(Json.bytes(providers.json(caller.tenant(), made)))
                .header("Location", "/api/v1/identity-providers/" + made.id());
    }

    @Get("/{id}")
    HttpResponse<byte[]> get(HttpRequest<?> request, Caller caller, String id) {
        Bodies.onlyParameters(request, Set.of());
        access.requireAdministrator(caller);
        return Bodies.ok(
                providers.json(
                        caller.tenant(),
                        providers.required(caller.tenantId(), Paths.id(id, THING))));
    }

    @Patch("/{id}")
    @Consumes({MediaType.APPLICATION_JSON, "application/merge-patch+json"})
    HttpResponse<byte[]> change(
            HttpRequest<?> request, Caller caller, String id, @Body byte[] body) {
        Bodies.onlyParameters(request, Set.of());
        access.requireAdministrator(caller);
        return Bodies.ok(
                providers.json(
                        caller.tenant(),
                        providers.change(caller, Paths.id(id, THING), Bodies.object(body))));
    }

    @Delete("/{id}")
    HttpResponse<?> delete(HttpRequest<?> request, Caller caller, String id) {
        Bodies.onlyParameters(request, Set.of());
        access.requireAdministrator(caller);
        providers.delete(caller, Paths.id(id, THING));
        return HttpResponse.noContent();
    }
}
