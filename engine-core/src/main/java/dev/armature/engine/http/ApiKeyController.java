package dev.armature.engine.http;

import dev.armature.engine.access.AccessPolicy;
import dev.armature.engine.access.Caller;
import dev.armature.engine.identity.ApiKeys;
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

/** API keys: a person's own, and those of all users for administrators. */
@Controller("/api/v1/api-keys")
@ExecuteOn(TaskExecutors.BLOCKING)
final class ApiKeyController {

    private final ApiKeys keys;
    private final AccessPolicy access;

    ApiKeyController(ApiKeys keys, AccessPolicy access) {
        this.keys = keys;
        this.access = access;
    }

    @Get
    HttpResponse<byte[]> list(HttpRequest<?> request, Caller caller) {
        Bodies.onlyParameters(request, Set.of("all"));
        boolean all = Bodies.flag(request, "all");
        if (all) {
            access.requireAdministrator(caller);
        }
        return Bodies.list(
                keys.list(caller.tenantId(), all ? null : caller.userId()).stream()
                        .map(key -> key.toJson(caller.tenant()))
                        .toList());
    }

    @Post
    HttpResponse<byte[]> create(HttpRequest<?> request, Caller caller, @Body byte[] body) {
        Bodies.onlyParameters(request, Set.of());
        ApiKeys.Made made = keys.create(caller, Bodies.object(body));
        return Bodies.created(
                        Json.bytes(made.key().toJson(caller.tenant()).put("key", made.text())))
                .header("Location", "/api/v1/api-keys/" + made.key().id());
    }

    @Get("/{id}")
    HttpResponse<byte[]> get(Caller caller, String id) {
        return Bodies.ok(keys.required(caller, Paths.id(id, "API key")).toJson(caller.tenant()));
    }

    @Delete("/{id}")
    HttpResponse<?> revoke(Caller caller, String id) {
        keys.revoke(caller, Paths.id(id, "API key"));
        return HttpResponse.noContent();
    }
}
