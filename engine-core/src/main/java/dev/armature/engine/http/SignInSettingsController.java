package dev.armature.engine.http;

import dev.armature.engine.access.AccessPolicy;
import dev.armature.engine.access.Caller;
import dev.armature.engine.identity.SignInSettings;
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
import java.util.UUID;

/** How people of the tenant sign in, for its administrators. */
@Controller("/api/v1/tenant/sign-in")
@ExecuteOn(TaskExecutors.BLOCKING)
final class SignInSettingsController {

    private final SignInSettings settings;
    private final AccessPolicy access;

    SignInSettingsController(SignInSettings settings, AccessPolicy access) {
        this.settings = settings;
        this.access = access;
    }

    @Get
    HttpResponse<byte[]> get(Caller caller) {
        access.requireAdministrator(caller);
        return Bodies.ok(settings.get(caller.tenantId()).toJson());
    }

    @Patch
    @Consumes({"application/json", "application/merge-patch+json"})
    HttpResponse<byte[]> change(HttpRequest<?> request, Caller caller, @Body byte[] body) {
        access.requireAdministrator(caller);
        Bodies.onlyParameters(request, Set.of());
        UUID session = Identified.of(request).entrant().session();
        return Bodies.ok(settings.change(caller, session, Bodies.object(body)).toJson());
    }
}
