package dev.armature.engine.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.access.AccessPolicy;
import dev.armature.engine.access.Caller;
import dev.armature.engine.storage.Place;
import dev.armature.engine.storage.Storage;
import dev.armature.metadata.json.Attributes;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.problem.Problems;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.List;
import java.util.Set;

/** Where an object's records are kept, for administrators. */
@Controller("/api/v1/metadata/objects/{object}/storage")
@ExecuteOn(TaskExecutors.BLOCKING)
final class StorageController {

    private final Storage storage;
    private final JobStarter starter;
    private final AccessPolicy access;

    StorageController(Storage storage, JobStarter starter, AccessPolicy access) {
        this.starter = starter;
        this.access = access;
        this.storage = storage;
    }

    @Get
    HttpResponse<byte[]> describe(HttpRequest<?> request, Caller caller, String object) {
        Bodies.onlyParameters(request, Set.of());
        return Bodies.ok(storage.describe(caller, object));
    }

    /** Orders the object to a place; the answer is the job that moves it. */
    @Post
    HttpResponse<byte[]> move(
            HttpRequest<?> request, Caller caller, String object, @Body byte[] body) {
        access.requireAdministrator(caller);
        Bodies.onlyParameters(request, Set.of());
        return starter.start(
                request,
                caller,
                body,
                together -> storage.move(caller, object, place(Bodies.object(body)), together));
    }

    private static Place place(ObjectNode body) {
        Problems problems = new Problems();
        Attributes attributes = Attributes.of(body, "", problems);
        if (!attributes.has("place")) {
            problems.add("/place", "required", "Where the records shall be");
        }
        Place place =
                attributes.choice("place", Place.DEDICATED, List.of(Place.values()), Place::word);
        attributes.finish();
        if (!problems.isEmpty()) {
            throw new EngineException(
                    ErrorCode.VALIDATION_FAILED,
                    ErrorCode.VALIDATION_FAILED.title(),
                    problems.list());
        }
        return place;
    }
}
