package dev.armature.engine.http;

import dev.armature.engine.access.Caller;
import dev.armature.engine.job.Jobs;
import dev.armature.engine.mass.MassChanges;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.Set;

/** Changes of all records that a filter picks. */
@Controller("/api/v1/records/{object}")
@ExecuteOn(TaskExecutors.BLOCKING)
final class MassChangeController {

    private final MassChanges changes;
    private final Jobs jobs;

    MassChangeController(MassChanges changes, Jobs jobs) {
        this.changes = changes;
        this.jobs = jobs;
    }

    @Post("/update")
    HttpResponse<byte[]> update(
            HttpRequest<?> request, Caller caller, String object, @Body byte[] body) {
        Bodies.onlyParameters(request, Set.of());
        return JobController.accepted(
                jobs, caller, changes.update(caller, object, Bodies.object(body)));
    }

    @Post("/delete")
    HttpResponse<byte[]> delete(
            HttpRequest<?> request, Caller caller, String object, @Body byte[] body) {
        Bodies.onlyParameters(request, Set.of());
        return JobController.accepted(
                jobs, caller, changes.delete(caller, object, Bodies.object(body)));
    }
}
