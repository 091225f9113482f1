package dev.armature.engine.http;

import dev.armature.engine.access.Caller;
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
    private final JobStarter starter;

    MassChangeController(MassChanges changes, JobStarter starter) {
        this.changes = changes;
        this.starter = starter;
    }

    @Post("/update")
    HttpResponse<byte[]> update(
            HttpRequest<?> request, Caller caller, String object, @Body byte[] body) {
        Bodies.onlyParameters(request, Set.of());
        return starter.start(
                request,
                caller,
                body,
                together -> changes.update(caller, object, Bodies.object(body), together));
    }

    @Post("/delete")
    HttpResponse<byte[]> delete(
            HttpRequest<?> request, Caller caller, String object, @Body byte[] body) {
        Bodies.onlyParameters(request, Set.of());
        return starter.start(
                request,
                caller,
                body,
                together -> changes.delete(caller, object, Bodies.object(body), together));
    }
}
