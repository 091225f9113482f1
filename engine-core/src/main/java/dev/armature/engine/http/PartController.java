package dev.armature.engine.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.access.AccessPolicy;
import dev.armature.engine.access.Caller;
import dev.armature.metadata.change.MetadataService;
import dev.armature.metadata.change.TenantModels;
import dev.armature.metadata.definition.Part;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.model.TenantModel;
import dev.armature.metadata.problem.EngineException;
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

/**
 * Validations, layouts, views and rules of an object: four kinds of parts with the same addresses.
 */
@Controller("/api/v1/metadata/objects/{object}/{kind:validations|layouts|views|rules}")
@ExecuteOn(TaskExecutors.BLOCKING)
final class PartController {

    private final TenantModels models;
    private final MetadataService service;
    private final AccessPolicy access;

    PartController(TenantModels models, MetadataService service, AccessPolicy access) {
        this.models = models;
        this.service = service;
        this.access = access;
    }

    private static Part.Kind kind(String plural) {
        for (Part.Kind kind : Part.Kind.values()) {
            if (kind.plural().equals(plural)) {
                return kind;
            }
        }
        throw EngineException.notFound("\"" + plural + "\"");
    }

    private static Part required(TenantModel model, String object, Part.Kind kind, String name) {
        Part part = model.required(object).definition().part(kind, name);
        if (part == null) {
            throw EngineException.notFound("The " + kind.word() + " \"" + name + "\" of " + object);
        }
        return part;
    }

    @Get
    HttpResponse<byte[]> list(Caller caller, String object, String kind) {
        Part.Kind wanted = kind(kind);
        return Bodies.list(
                access
                        .seen(caller, models.current(caller.tenantId()), object)
                        .definition()
                        .parts()
                        .stream()
                        .filter(part -> part.kind() == wanted)
                        .map(Part::toJson)
                        .toList());
    }

    @Post
    HttpResponse<byte[]> create(
            HttpRequest<?> request, Caller caller, String object, String kind, @Body byte[] body) {
        ObjectNode json = Bodies.object(body);
        TenantModel model =
                service.createPart(Editors.of(request, caller, access), object, kind(kind), json);
        Part part = required(model, object, kind(kind), json.path("name").asText());
        return Bodies.created(Json.bytes(part.toJson()))
                .header("ETag", Bodies.etag(model.version()))
                .header(
                        "Location",
                        "/api/v1/metadata/objects/" + object + "/" + kind + "/" + part.name());
    }

    @Get("/{name}")
    HttpResponse<byte[]> get(Caller caller, String object, String kind, String name) {
        return Bodies.ok(
                required(
                                access.seen(caller, models.current(caller.tenantId())),
                                object,
                                kind(kind),
                                name)
                        .toJson());
    }

    @Patch("/{name}")
    @Consumes({"application/json", "application/merge-patch+json"})
    HttpResponse<byte[]> change(
            HttpRequest<?> request,
            Caller caller,
            String object,
            String kind,
            String name,
            @Body byte[] body) {
        ObjectNode patch = Bodies.object(body);
        TenantModel model =
                service.changePart(
                        Editors.of(request, caller, access), object, kind(kind), name, patch);
        String newName = patch.hasNonNull("name") ? patch.get("name").asText() : name;
        return Bodies.ok(required(model, object, kind(kind), newName).toJson())
                .header("ETag", Bodies.etag(model.version()));
    }

    @Delete("/{name}")
    HttpResponse<?> delete(
            HttpRequest<?> request, Caller caller, String object, String kind, String name) {
        service.deletePart(Editors.of(request, caller, access), object, kind(kind), name);
        return HttpResponse.noContent();
    }
}
