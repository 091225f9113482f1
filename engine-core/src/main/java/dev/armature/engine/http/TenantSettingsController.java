package dev.armature.engine.http;

import dev.armature.engine.access.AccessPolicy;
import dev.armature.engine.access.Caller;
import dev.armature.engine.file.UploadedFiles;
import dev.armature.engine.tenant.TenantSettings;
import dev.armature.engine.usage.TenantUsage;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Patch;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.Set;

/** What the tenant is called, where it is and how it looks. */
@Controller("/api/v1/tenant")
@ExecuteOn(TaskExecutors.BLOCKING)
final class TenantSettingsController {

    private final TenantSettings settings;
    private final UploadedFiles files;
    private final TenantUsage usage;
    private final AccessPolicy access;

    TenantSettingsController(
            TenantSettings settings, UploadedFiles files, TenantUsage usage, AccessPolicy access) {
        this.usage = usage;
        this.settings = settings;
        this.files = files;
        this.access = access;
    }

    @Get
    HttpResponse<byte[]> get(HttpRequest<?> request, Caller caller) {
        access.requireAdministrator(caller);
        Bodies.onlyParameters(request, Set.of());
        return Bodies.ok(TenantSettings.toJson(settings.get(caller)));
    }

    @Patch
    @Consumes({"application/json", "application/merge-patch+json"})
    HttpResponse<byte[]> change(HttpRequest<?> request, Caller caller, @Body byte[] body) {
        access.requireAdministrator(caller);
        Bodies.onlyParameters(request, Set.of());
        return Bodies.ok(TenantSettings.toJson(settings.change(caller, Bodies.object(body))));
    }

    @Get("/usage")
    HttpResponse<byte[]> usage(HttpRequest<?> request, Caller caller) {
        access.requireAdministrator(caller);
        Bodies.onlyParameters(request, Set.of());
        return Bodies.ok(usage.get(caller.tenantId()));
    }

    /** For everybody of the tenant: it stands beside its name. */
    @Get("/logo")
    @Produces(MediaType.ALL)
    HttpResponse<?> logo(HttpRequest<?> request, Caller caller) {
        Bodies.onlyParameters(request, Set.of());
        return FileAnswers.of(request, files, settings.logo(caller));
    }
}
