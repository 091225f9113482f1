package dev.armature.engine.http;

import dev.armature.engine.access.AccessPolicy;
import dev.armature.engine.access.Caller;
import dev.armature.engine.secret.Secrets;
import dev.armature.metadata.change.TenantModels;
import dev.armature.metadata.json.Json;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.Set;

/** Secrets in clear: one at a time, for who may see it. */
@Controller("/api/v1/records/{object}/{id}/secrets/{field}")
@ExecuteOn(TaskExecutors.BLOCKING)
final class SecretController {

    private final TenantModels models;
    private final AccessPolicy access;
    private final Secrets secrets;

    SecretController(TenantModels models, AccessPolicy access, Secrets secrets) {
        this.models = models;
        this.access = access;
        this.secrets = secrets;
    }

    @Get
    HttpResponse<byte[]> read(
            HttpRequest<?> request, Caller caller, String object, String id, String field) {
        Bodies.onlyParameters(request, Set.of());
        String value =
                secrets.read(
                        caller,
                        access.seen(caller, models.current(caller.tenantId()), object),
                        Paths.id(id, object),
                        field);
        return Bodies.ok(Json.bytes(Json.object().put("value", value)));
    }
}
