package dev.armature.engine.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.access.AccessPolicy;
import dev.armature.engine.access.Caller;
import dev.armature.engine.share.PublicLinks;
import dev.armature.metadata.change.TenantModels;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.model.ObjectModel;
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

/** Links by which anybody sees a record, for who may change it. */
@Controller("/api/v1/records/{object}/{id}/links")
@ExecuteOn(TaskExecutors.BLOCKING)
final class PublicLinkController {

    private final TenantModels models;
    private final AccessPolicy access;
    private final PublicLinks links;

    PublicLinkController(TenantModels models, AccessPolicy access, PublicLinks links) {
        this.models = models;
        this.access = access;
        this.links = links;
    }

    private ObjectModel model(Caller caller, String object) {
        return access.seen(caller, models.current(caller.tenantId()), object);
    }

    @Get
    HttpResponse<byte[]> list(HttpRequest<?> request, Caller caller, String object, String id) {
        Bodies.onlyParameters(request, Set.of());
        return Bodies.list(
                links.list(caller, model(caller, object), Paths.id(id, object + " " + id)));
    }

    /** The address in the answer is shown once, and nobody on the way keeps it. */
    @Post
    HttpResponse<byte[]> create(
            HttpRequest<?> request, Caller caller, String object, String id, @Body byte[] body) {
        Bodies.onlyParameters(request, Set.of());
        ObjectNode made =
                links.create(
                        caller,
                        model(caller, object),
                        Paths.id(id, object + " " + id),
                        Bodies.object(body));
        return Bodies.created(Json.bytes(made))
                .header("Cache-Control", "no-store")
                .header(
                        "Location",
                        "/api/v1/records/%s/%s/links/%s"
                                .formatted(object, id, made.get("id").textValue()));
    }

    @Delete("/{link}")
    HttpResponse<?> revoke(
            HttpRequest<?> request, Caller caller, String object, String id, String link) {
        Bodies.onlyParameters(request, Set.of());
        links.revoke(
                caller,
                model(caller, object),
                Paths.id(id, object + " " + id),
                Paths.id(link, "link " + link));
        return HttpResponse.noContent();
    }
}
