package dev.armature.engine.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.access.Caller;
import dev.armature.engine.job.Job;
import dev.armature.engine.job.Jobs;
import dev.armature.engine.mass.Undos;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Long work: how far it is, what it refused, and stopping it. */
@Controller("/api/v1/jobs")
@ExecuteOn(TaskExecutors.BLOCKING)
final class JobController {

    private final Jobs jobs;
    private final Undos undos;
    private final JobStarter starter;

    JobController(Jobs jobs, Undos undos, JobStarter starter) {
        this.starter = starter;
        this.jobs = jobs;
        this.undos = undos;
    }

    @Get
    HttpResponse<byte[]> list(Caller caller) {
        return Bodies.list(jobs.list(caller).stream().map(Job::toJson).toList());
    }

    @Get("/{id}")
    HttpResponse<byte[]> get(Caller caller, String id) {
        return Bodies.ok(answer(jobs, caller, Paths.id(id, "job")));
    }

    @Get("/{id}/refused")
    HttpResponse<byte[]> refused(HttpRequest<?> request, Caller caller, String id) {
        Bodies.onlyParameters(request, Set.of("after"));
        String after = Bodies.parameter(request, "after");
        return Bodies.list(
                toJson(
                        jobs.refusals(
                                caller, Paths.id(id, "job"), after == null ? 0 : line(after))));
    }

    private static long line(String written) {
        try {
            return Long.parseLong(written);
        } catch (NumberFormatException e) {
            throw new EngineException(
                    ErrorCode.INVALID_QUERY, "The parameter \"after\" is the number of a line");
        }
    }

    @Post(value = "/{id}/cancel", consumes = "*/*")
    HttpResponse<byte[]> cancel(Caller caller, String id) {
        return Bodies.ok(jobs.cancel(caller, Paths.id(id, "job")).toJson());
    }

    @Post(value = "/{id}/retry", consumes = "*/*")
    HttpResponse<byte[]> retry(HttpRequest<?> request, Caller caller, String id) {
        Bodies.onlyParameters(request, Set.of());
        UUID job = Paths.id(id, "job");
        jobs.retry(caller, job);
        return accepted(jobs, caller, job);
    }

    @Post(value = "/{id}/undo", consumes = "*/*")
    HttpResponse<byte[]> undo(HttpRequest<?> request, Caller caller, String id) {
        Bodies.onlyParameters(request, Set.of("dryRun"));
        UUID job = Paths.id(id, "job");
        boolean dryRun = Bodies.flag(request, "dryRun");
        return starter.start(
                request,
                caller,
                new byte[0],
                together -> undos.undo(caller, job, dryRun, together));
    }

    /** The answer to a request that a job carries out. */
    static MutableHttpResponse<byte[]> accepted(Jobs jobs, Caller caller, UUID job) {
        return HttpResponse.<byte[]>accepted()
                .body(answer(jobs, caller, job))
                .contentType(MediaType.APPLICATION_JSON_TYPE)
                .header("Location", "/api/v1/jobs/" + job);
    }

    /** A job with the first of its refused lines. */
    private static byte[] answer(Jobs jobs, Caller caller, UUID id) {
        ObjectNode answer = jobs.required(caller, id).toJson();
        ArrayNode refusals = answer.putArray("refusals");
        refusals.addAll(toJson(jobs.refusals(caller, id, 0)));
        return Json.bytes(answer);
    }

    private static List<ObjectNode> toJson(List<Jobs.Refusal> refusals) {
        return refusals.stream()
                .map(refusal -> {
                    ObjectNode node = Json.object().put("line", refusal.line());
                    node.set("errors", refusal.errors());
                    return node.put("source", refusal.source());
                })
                .toList();
    }
}
