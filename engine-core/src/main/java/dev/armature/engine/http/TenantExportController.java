package dev.armature.engine.http;

import dev.armature.engine.access.AccessPolicy;
import dev.armature.engine.access.Caller;
import dev.armature.engine.archive.TenantExport;
import dev.armature.engine.archive.TenantExports;
import dev.armature.engine.file.UploadedFiles;
import dev.armature.engine.identity.FreshProof;
import dev.armature.engine.job.Jobs;
import dev.armature.metadata.json.Attributes;
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
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.Set;

/** All that the tenant has as one archive, for its administrators. */
@Controller("/api/v1/tenant/export")
@ExecuteOn(TaskExecutors.BLOCKING)
final class TenantExportController {

    private final TenantExports exports;
    private final FreshProof proof;
    private final Jobs jobs;
    private final UploadedFiles files;
    private final AccessPolicy access;

    TenantExportController(
            TenantExports exports,
            FreshProof proof,
            Jobs jobs,
            UploadedFiles files,
            AccessPolicy access) {
        this.exports = exports;
        this.proof = proof;
        this.jobs = jobs;
        this.files = files;
        this.access = access;
    }

    @Get
    HttpResponse<byte[]> list(HttpRequest<?> request, Caller caller) {
        access.requireAdministrator(caller);
        Bodies.onlyParameters(request, Set.of());
        return Bodies.list(exports.list(caller).stream().map(TenantExport::toJson).toList());
    }

    @Post
    HttpResponse<byte[]> begin(HttpRequest<?> request, Caller caller, @Body byte[] body) {
        access.requireAdministrator(caller);
        Bodies.onlyParameters(request, Set.of());
        proof.require(caller, shown(body));
        return JobController.accepted(jobs, caller, exports.begin(caller));
    }

    private static FreshProof.Shown shown(byte[] body) {
        Problems problems = new Problems();
        Attributes attributes = Attributes.of(Bodies.object(body), "", problems);
        FreshProof.Shown shown = FreshProof.Shown.read(attributes);
        attributes.finish();
        problems.throwIfAny(ErrorCode.VALIDATION_FAILED);
        return shown;
    }

    @Get("/{id}/content")
    @Produces(MediaType.ALL)
    HttpResponse<?> content(HttpRequest<?> request, Caller caller, String id) {
        Bodies.onlyParameters(request, Set.of());
        return FileAnswers.of(request, files, exports.fetch(caller, Paths.id(id, "export")));
    }

    @Delete("/{id}")
    HttpResponse<?> delete(HttpRequest<?> request, Caller caller, String id) {
        access.requireAdministrator(caller);
        Bodies.onlyParameters(request, Set.of());
        exports.delete(caller, Paths.id(id, "export"));
        return HttpResponse.noContent();
    }
}
