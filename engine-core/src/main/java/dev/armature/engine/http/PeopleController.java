package dev.armature.engine.http;

import dev.armature.engine.access.Caller;
import dev.armature.engine.share.People;
import dev.armature.metadata.change.TenantModels;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.Objects;
import java.util.Set;

/** With whom records can be shared. */
@Controller("/api/v1/people")
@ExecuteOn(TaskExecutors.BLOCKING)
final class PeopleController {

    private final People people;
    private final TenantModels models;

    PeopleController(People people, TenantModels models) {
        this.people = people;
        this.models = models;
    }

    @Get
    HttpResponse<byte[]> find(HttpRequest<?> request, Caller caller) {
        Bodies.onlyParameters(request, Set.of("search"));
        return Bodies.ok(
                people.find(
                        caller,
                        models.current(caller.tenantId()),
                        Objects.requireNonNullElse(Bodies.parameter(request, "search"), "")));
    }
}
