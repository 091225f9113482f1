package dev.armature.engine.http;

import dev.armature.engine.access.AccessPolicy;
import dev.armature.engine.access.Caller;
import dev.armature.engine.erasure.ErasureRequests;
import dev.armature.engine.identity.FreshProof;
import dev.armature.metadata.json.Attributes;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.problem.Problems;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.Set;

/** The end of the tenant: asked for, taken back, and how it stands. */
@Controller("/api/v1/tenant/erasure")
@ExecuteOn(TaskExecutors.BLOCKING)
final class TenantErasureController {

    private static final int MAX_SLUG = 100;

    private final ErasureRequests requests;
    private final FreshProof proof;
    private final AccessPolicy access;

    TenantErasureController(ErasureRequests requests, FreshProof proof, AccessPolicy access) {
        this.requests = requests;
        this.proof = proof;
        this.access = access;
    }

    @Get
    HttpResponse<byte[]> state(HttpRequest<?> request, Caller caller) {
        access.requireAdministrator(caller);
        Bodies.onlyParameters(request, Set.of());
        return Bodies.ok(requests.state(caller));
    }

    @Post
    HttpResponse<byte[]> ask(HttpRequest<?> request, Caller caller, @Body byte[] body) {
        access.requireAdministrator(caller);
        Bodies.onlyParameters(request, Set.of());
        Problems problems = new Problems();
        Attributes attributes = Attributes.of(Bodies.object(body), "", problems);
        String slug = attributes.text("slug", MAX_SLUG);
        FreshProof.Shown shown = FreshProof.Shown.read(attributes);
        attributes.finish();
        problems.throwIfAny(ErrorCode.VALIDATION_FAILED);
        ErasureRequests.requireNamed(caller, slug);
        proof.require(caller, shown);
        requests.ask(caller);
        return HttpResponse.<byte[]>accepted()
                .body(Json.bytes(requests.state(caller)))
                .contentType(MediaType.APPLICATION_JSON_TYPE);
    }

    @Delete
    HttpResponse<?> takeBack(HttpRequest<?> request, Caller caller) {
        access.requireAdministrator(caller);
        Bodies.onlyParameters(request, Set.of());
        requests.takeBack(caller);
        return HttpResponse.noContent();
    }
}
