package dev.armature.engine.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.access.AccessPolicy;
import dev.armature.engine.access.Caller;
import dev.armature.metadata.change.RoleService;
import dev.armature.metadata.change.TenantModels;
import dev.armature.metadata.definition.TenantDefinition;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.model.TenantModel;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
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

/** A tenant's roles, for its administrators. */
@Controller("/api/v1/roles")
@ExecuteOn(TaskExecutors.BLOCKING)
final class RoleController {

    private final TenantModels models;
    private final RoleService service;
    private final AccessPolicy access;

    RoleController(TenantModels models, RoleService service, AccessPolicy access) {
        this.models = models;
        this.service = service;
        this.access = access;
    }

    private TenantDefinition definition(Caller caller) {
        access.requireAdministrator(caller);
        return models.current(caller.tenantId()).definition();
    }

    @Get
    HttpResponse<byte[]> list(HttpRequest<?> request, Caller caller) {
        TenantDefinition definition = definition(caller);
        Bodies.onlyParameters(request, Set.of());
        ObjectNode answer = Json.object();
        answer.putArray("data")
                .addAll(
                        definition.roles().values().stream()
                                .map(role -> role.toJson(definition))
                                .toList());
        answer.put("version", definition.version());
        return Bodies.ok(answer).header("ETag", Bodies.etag(definition.version()));
    }

    @Post
    HttpResponse<byte[]> create(HttpRequest<?> request, Caller caller, @Body byte[] body) {
        ObjectNode json = Bodies.object(body);
        TenantModel model = service.create(Editors.of(request, caller, access), json);
        String name = json.path("name").asText();
        return Bodies.created(Json.bytes(json(model, name)))
                .header("ETag", Bodies.etag(model.version()))
                .header("Location", "/api/v1/roles/" + name);
    }

    @Get("/{role}")
    HttpResponse<byte[]> get(HttpRequest<?> request, Caller caller, String role) {
        TenantDefinition definition = definition(caller);
        Bodies.onlyParameters(request, Set.of());
        return Bodies.ok(RoleService.required(definition, role).toJson(definition))
                .header("ETag", Bodies.etag(definition.version()));
    }

    @Patch("/{role}")
    @Consumes({"application/json", "application/merge-patch+json"})
    HttpResponse<byte[]> change(
            HttpRequest<?> request, Caller caller, String role, @Body byte[] body) {
        TenantModel model =
                service.change(Editors.of(request, caller, access), role, Bodies.object(body));
        return Bodies.ok(json(model, role)).header("ETag", Bodies.etag(model.version()));
    }

    @Delete("/{role}")
    HttpResponse<?> delete(HttpRequest<?> request, Caller caller, String role) {
        service.delete(Editors.of(request, caller, access), role);
        return HttpResponse.noContent();
    }

    private static ObjectNode json(TenantModel model, String name) {
        TenantDefinition definition = model.definition();
        return RoleService.required(definition, name).toJson(definition);
    }
}
