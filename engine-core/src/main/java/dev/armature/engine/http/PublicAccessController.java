package dev.armature.engine.http;

import dev.armature.engine.access.AccessPolicy;
import dev.armature.engine.access.Caller;
import dev.armature.engine.tenant.PublicAccess;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Patch;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.Set;

/** Whether people who are nobody here see pages of the tenant, for its administrators. */
@Controller("/api/v1/tenant/public-access")
@ExecuteOn(TaskExecutors.BLOCKING)
final class PublicAccessController {

    private final PublicAccess settings;
    private final AccessPolicy access;

    PublicAccessController(PublicAccess settings, AccessPolicy access) {
        this.settings = settings;
        this.access = access;
    }

    @Get
    HttpResponse<byte[]> get(HttpRequest<?> request, Caller caller) {
        access.requireAdministrator(caller);
        Bodies.onlyParameters(request, Set.of());
        return Bodies.ok(settings.get(caller.tenantId()).toJson());
    }

    @Patch
    @Consumes({"application/json", "application/merge-patch+json"})
    HttpResponse<byte[]> change(HttpRequest<?> request, Caller caller, @Body byte[] body) {
        access.requireAdministrator(caller);
        Bodies.onlyParameters(request, Set.of());
        return Bodies.ok(settings.change(caller, Bodies.object(body)).toJson());
    }
}
