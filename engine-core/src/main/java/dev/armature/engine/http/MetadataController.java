package dev.armature.engine.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.access.AccessPolicy;
import dev.armature.engine.access.Caller;
import dev.armature.engine.schema.OpenApi;
import dev.armature.engine.schema.RecordSchemas;
import dev.armature.engine.schema.UiSchemas;
import dev.armature.metadata.change.DeletedMetadata;
import dev.armature.metadata.change.MetadataService;
import dev.armature.metadata.change.MetadataService.Editor;
import dev.armature.metadata.change.PastModels;
import dev.armature.metadata.change.TenantModels;
import dev.armature.metadata.definition.FieldDefinition;
import dev.armature.metadata.definition.Part;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.model.ObjectModel;
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
import java.time.Clock;
import java.util.Objects;
import java.util.Set;

/** Objects and their fields, and what is generated from them. */
@Controller("/api/v1")
@ExecuteOn(TaskExecutors.BLOCKING)
final class MetadataController {

    private final TenantModels models;
    private final MetadataService service;
    private final DeletedMetadata deleted;
    private final AccessPolicy access;
    private final AskedMetadata asked;
    private final UiSchemas uiSchemas;
    private final OpenApi openApi = new OpenApi();

    MetadataController(
            TenantModels models,
            PastModels past,
            Clock clock,
            MetadataService service,
            DeletedMetadata deleted,
            AccessPolicy access,
            UiSchemas uiSchemas) {
        this.models = models;
        this.service = service;
        this.deleted = deleted;
        this.access = access;
        this.asked = new AskedMetadata(models, past, access, clock);
        this.uiSchemas = uiSchemas;
    }

    private TenantModel model(Caller caller) {
        return access.seen(caller, models.current(caller.tenantId()));
    }

    private Editor editor(HttpRequest<?> request, Caller caller) {
        return Editors.of(request, caller, access);
    }

    @Get("/metadata/objects")
    HttpResponse<byte[]> objects(HttpRequest<?> request, Caller caller) {
        Bodies.onlyParameters(request, Set.of("deleted", "asOf"));
        if (Bodies.flag(request, "deleted")) {
            Bodies.onlyParameters(request, Set.of("deleted"));
            access.requireAdministrator(caller);
            return Bodies.list(deleted.objects(caller.tenantId()));
        }
        TenantModel model = asked.all(request, caller);
        ObjectNode answer = Json.object();
        answer.putArray("data")
                .addAll(
                        model.objects().stream()
                                .map(object -> object.definition().toJson())
                                .toList());
        answer.put("version", model.version());
        return Bodies.ok(answer).header("ETag", Bodies.etag(model.version()));
    }

    @Post("/metadata/objects")
    HttpResponse<byte[]> createObject(HttpRequest<?> request, Caller caller, @Body byte[] body) {
        Editor editor = editor(request, caller);
        ObjectNode json = Bodies.object(body);
        TenantModel model = service.createObject(editor, json);
        ObjectModel object = model.required(json.path("name").asText());
        return Bodies.created(Json.bytes(object.definition().toJson()))
                .header("ETag", Bodies.etag(model.version()))
                .header("Location", "/api/v1/metadata/objects/" + object.name());
    }

    @Get("/metadata/objects/{object}")
    HttpResponse<byte[]> object(HttpRequest<?> request, Caller caller, String object) {
        Bodies.onlyParameters(request, Set.of("asOf"));
        return answer(asked.object(request, caller, object));
    }

    private static HttpResponse<byte[]> answer(TenantModel model, String object) {
        return answer(model.required(object));
    }

    private static HttpResponse<byte[]> answer(ObjectModel object) {
        return Bodies.ok(object.definition().toJson())
                .header("ETag", Bodies.etag(object.tenant().version()));
    }

    @Patch("/metadata/objects/{object}")
    @Consumes({"application/json", "application/merge-patch+json"})
    HttpResponse<byte[]> changeObject(
            HttpRequest<?> request, Caller caller, String object, @Body byte[] body) {
        ObjectNode patch = Bodies.object(body);
        TenantModel model = service.changeObject(editor(request, caller), object, patch);
        return answer(model, patch.hasNonNull("name") ? patch.get("name").asText() : object);
    }

    @Delete("/metadata/objects/{object}")
    HttpResponse<?> deleteObject(HttpRequest<?> request, Caller caller, String object) {
        service.deleteObject(editor(request, caller), object);
        return HttpResponse.noContent();
    }

    @Post(value = "/metadata/objects/{object}/restore", consumes = "*/*")
    HttpResponse<byte[]> restoreObject(HttpRequest<?> request, Caller caller, String object) {
        return answer(service.restoreObject(editor(request, caller), object), object);
    }

    @Get("/metadata/objects/{object}/fields")
    HttpResponse<byte[]> fields(HttpRequest<?> request, Caller caller, String object) {
        Bodies.onlyParameters(request, Set.of("deleted"));
        ObjectModel model = model(caller).required(object);
        if (Bodies.flag(request, "deleted")) {
            access.requireAdministrator(caller);
            return Bodies.list(deleted.fields(caller.tenantId(), model.id()));
        }
        return Bodies.list(
                model.definition().fields().stream().map(FieldDefinition::toJson).toList());
    }

    @Post("/metadata/objects/{object}/fields")
    HttpResponse<byte[]> createField(
            HttpRequest<?> request, Caller caller, String object, @Body byte[] body) {
        ObjectNode json = Bodies.object(body);
        TenantModel model = service.createField(editor(request, caller), object, json);
        FieldDefinition field = field(model, object, json.path("name").asText());
        return Bodies.created(Json.bytes(field.toJson()))
                .header("ETag", Bodies.etag(model.version()))
                .header(
                        "Location",
                        "/api/v1/metadata/objects/" + object + "/fields/" + field.name());
    }

    private static FieldDefinition field(TenantModel model, String object, String name) {
        return Objects.requireNonNull(model.required(object).definition().field(name));
    }

    @Patch("/metadata/objects/{object}/fields/{field}")
    @Consumes({"application/json", "application/merge-patch+json"})
    HttpResponse<byte[]> changeField(
            HttpRequest<?> request, Caller caller, String object, String field, @Body byte[] body) {
        ObjectNode patch = Bodies.object(body);
        TenantModel model = service.changeField(editor(request, caller), object, field, patch);
        String name = patch.hasNonNull("name") ? patch.get("name").asText() : field;
        return Bodies.ok(field(model, object, name).toJson())
                .header("ETag", Bodies.etag(model.version()));
    }

    @Delete("/metadata/objects/{object}/fields/{field}")
    HttpResponse<?> deleteField(
            HttpRequest<?> request, Caller caller, String object, String field) {
        service.deleteField(editor(request, caller), object, field);
        return HttpResponse.noContent();
    }

    @Post(value = "/metadata/objects/{object}/fields/{field}/restore", consumes = "*/*")
    HttpResponse<byte[]> restoreField(
            HttpRequest<?> request, Caller caller, String object, String field) {
        TenantModel model = service.restoreField(editor(request, caller), object, field);
        return Bodies.ok(field(model, object, field).toJson())
                .header("ETag", Bodies.etag(model.version()));
    }

    @Get("/metadata/objects/{object}/schema")
    HttpResponse<byte[]> schema(Caller caller, String object) {
        TenantModel model = model(caller);
        return Bodies.ok(RecordSchemas.record(model.required(object), caller.locale()))
                .header("ETag", Bodies.etag(model.version()));
    }

    @Get("/metadata/objects/{object}/ui-schema")
    HttpResponse<byte[]> uiSchema(HttpRequest<?> request, Caller caller, String object) {
        Bodies.onlyParameters(request, Set.of("layout", "locale"));
        String layout = Objects.requireNonNullElse(Bodies.parameter(request, "layout"), "form");
        String locale =
                Objects.requireNonNullElse(Bodies.parameter(request, "locale"), caller.locale());
        TenantModel model = model(caller);
        ObjectModel required = model.required(object);
        boolean known =
                layout.equals("form")
                        || required.definition().part(Part.Kind.LAYOUT, layout) != null;
        if (!known) {
            throw EngineException.notFound("The layout \"" + layout + "\" of " + object);
        }
        return Bodies.ok(uiSchemas.uiSchema(required, layout, locale))
                .header("ETag", Bodies.etag(model.version()));
    }

    @Get("/openapi.json")
    HttpResponse<byte[]> openApi(Caller caller) {
        return Bodies.ok(openApi.document(model(caller), caller));
    }
}
