package dev.armature.engine.http;

import dev.armature.engine.access.AccessPolicy;
import dev.armature.engine.access.Caller;
import dev.armature.engine.share.Share;
import dev.armature.engine.share.Shares;
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

/** With whom a record is shared, for who may change it. */
@Controller("/api/v1/records/{object}/{id}/shares")
@ExecuteOn(TaskExecutors.BLOCKING)
final class ShareController {

    private final TenantModels models;
    private final AccessPolicy access;
    private final Shares shares;

    ShareController(TenantModels models, AccessPolicy access, Shares shares) {
        this.models = models;
        this.access = access;
        this.shares = shares;
    }

    private ObjectModel model(Caller caller, String object) {
        return access.seen(caller, models.current(caller.tenantId()), object);
    }

    @Get
    HttpResponse<byte[]> list(HttpRequest<?> request, Caller caller, String object, String id) {
        Bodies.onlyParameters(request, Set.of());
        return Bodies.list(
                shares.list(caller, model(caller, object), Paths.id(id, object + " " + id)).stream()
                        .map(Share::toJson)
                        .toList());
    }

    @Post
    HttpResponse<byte[]> share(
            HttpRequest<?> request, Caller caller, String object, String id, @Body byte[] body) {
        Bodies.onlyParameters(request, Set.of());
        Share made =
                shares.share(
                        caller,
                        model(caller, object),
                        Paths.id(id, object + " " + id),
                        Bodies.object(body));
        return Bodies.created(Json.bytes(made.toJson()))
                .header(
                        "Location",
                        "/api/v1/records/%s/%s/shares/%s".formatted(object, id, made.id()));
    }

    @Delete("/{share}")
    HttpResponse<?> end(
            HttpRequest<?> request, Caller caller, String object, String id, String share) {
        Bodies.onlyParameters(request, Set.of());
        shares.end(
                caller,
                model(caller, object),
                Paths.id(id, object + " " + id),
                Paths.id(share, "share " + share));
        return HttpResponse.noContent();
    }
}
