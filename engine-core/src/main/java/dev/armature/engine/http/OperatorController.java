package dev.armature.engine.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.operator.Operator;
import dev.armature.engine.operator.OperatorTenants;
import dev.armature.metadata.json.Attributes;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.problem.Problems;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Patch;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.List;
import java.util.Set;

/** The installation's tenants, for those who run it. */
@Controller("/api/operator/v1")
@ExecuteOn(TaskExecutors.BLOCKING)
final class OperatorController {

    private static final int MOST_LISTED = 100;
    private static final int MOST_ENTRIES = 500;
    private static final int MAX_REASON = 500;

    private final OperatorTenants tenants;

    OperatorController(OperatorTenants tenants) {
        this.tenants = tenants;
    }

    @Get("/tenants")
    HttpResponse<byte[]> list(HttpRequest<?> request) {
        OperatorEntrance.of(request);
        Bodies.onlyParameters(request, Set.of("after"));
        List<OperatorTenants.Entry> found = tenants.list(after(request), MOST_LISTED);
        ObjectNode answer = Json.object();
        ArrayNode data = answer.putArray("data");
        found.forEach(tenant -> data.add(tenant.toJson(tenants.usageIfKnown(tenant))));
        answer.putObject("page")
                .put("next", found.size() < MOST_LISTED ? null : found.getLast().number());
        return Bodies.ok(answer);
    }

    private static int after(HttpRequest<?> request) {
        String written = Bodies.parameter(request, "after");
        try {
            return written == null ? 0 : Integer.parseInt(written);
        } catch (NumberFormatException e) {
            throw new EngineException(
                    ErrorCode.INVALID_QUERY,
                    "The parameter \"after\" is what \"next\" of the page before says");
        }
    }

    @Get("/tenants/{id}")
    HttpResponse<byte[]> get(HttpRequest<?> request, String id) {
        OperatorEntrance.of(request);
        Bodies.onlyParameters(request, Set.of());
        return answer(tenants.required(Paths.id(id, "tenant")));
    }

    @Post("/tenants/{id}/suspend")
    HttpResponse<byte[]> suspend(HttpRequest<?> request, String id, @Body byte[] body) {
        Operator operator = OperatorEntrance.of(request);
        Bodies.onlyParameters(request, Set.of());
        Problems problems = new Problems();
        Attributes attributes = Attributes.of(Bodies.object(body), "", problems);
        String reason = attributes.text("reason", MAX_REASON);
        attributes.finish();
        problems.throwIfAny(ErrorCode.VALIDATION_FAILED);
        return answer(tenants.suspend(operator, Paths.id(id, "tenant"), reason));
    }

    @Post(value = "/tenants/{id}/resume", consumes = "*/*")
    HttpResponse<byte[]> resume(HttpRequest<?> request, String id) {
        Operator operator = OperatorEntrance.of(request);
        Bodies.onlyParameters(request, Set.of());
        return answer(tenants.resume(operator, Paths.id(id, "tenant")));
    }

    @Patch("/tenants/{id}/quotas")
    @Consumes({"application/json", "application/merge-patch+json"})
    HttpResponse<byte[]> limit(HttpRequest<?> request, String id, @Body byte[] body) {
        Operator operator = OperatorEntrance.of(request);
        Bodies.onlyParameters(request, Set.of());
        return answer(
                tenants.limit(operator, Paths.id(id, "tenant"), Quota.read(Bodies.object(body))));
    }

    @Get("/log")
    HttpResponse<byte[]> log(HttpRequest<?> request) {
        OperatorEntrance.of(request);
        Bodies.onlyParameters(request, Set.of());
        return Bodies.list(
                tenants.log(MOST_ENTRIES).stream().map(OperatorTenants.Done::toJson).toList());
    }

    private HttpResponse<byte[]> answer(OperatorTenants.Entry tenant) {
        return Bodies.ok(tenant.toJson(tenants.usage(tenant)));
    }
}
