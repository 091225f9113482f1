package dev.armature.engine.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.access.AccessPolicy;
import dev.armature.engine.access.Caller;
import dev.armature.engine.webhook.Deliveries;
import dev.armature.engine.webhook.Delivery;
import dev.armature.engine.webhook.WebhookParts;
import dev.armature.engine.webhook.Webhooks;
import dev.armature.metadata.expression.Literals;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.tenant.TenantId;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Patch;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The addresses that are told of changes, for administrators. */
@Controller("/api/v1/webhooks")
@ExecuteOn(TaskExecutors.BLOCKING)
final class WebhookController {

    private static final String THING = "webhook";
    private static final int DEFAULT_LIMIT = 50;
    private static final int MAX_LIMIT = 200;
    private static final List<String> STATES = List.of("pending", "delivered", "failed", "skipped");

    private final Webhooks webhooks;
    private final Deliveries deliveries;
    private final AccessPolicy access;

    WebhookController(WebhookParts parts, AccessPolicy access) {
        this.webhooks = parts.webhooks();
        this.deliveries = parts.deliveries();
        this.access = access;
    }

    private void require(HttpRequest<?> request, Caller caller) {
        access.requireAdministrator(caller);
        Bodies.onlyParameters(request, Set.of());
    }

    @Get
    HttpResponse<byte[]> list(HttpRequest<?> request, Caller caller) {
        require(request, caller);
        TenantId tenant = caller.tenantId();
        return Bodies.list(
                webhooks.list(tenant).stream()
                        .map(webhook -> webhooks.json(tenant, webhook))
                        .toList());
    }

    @Post
    HttpResponse<byte[]> create(HttpRequest<?> request, Caller caller, @Body byte[] body) {
        require(request, caller);
        Webhooks.Made made = webhooks.create(caller, Bodies.object(body));
        return kept(Bodies.created(Json.bytes(webhooks.json(caller.tenantId(), made))))
                .header("Location", "/api/v1/webhooks/" + made.webhook().id());
    }

    // The secret in it is shown once, and nobody on the way keeps it.
    private static MutableHttpResponse<byte[]> kept(MutableHttpResponse<byte[]> answer) {
        return answer.header("Cache-Control", "no-store");
    }

    @Get("/{id}")
    HttpResponse<byte[]> get(HttpRequest<?> request, Caller caller, String id) {
        require(request, caller);
        TenantId tenant = caller.tenantId();
        return Bodies.ok(webhooks.json(tenant, webhooks.required(tenant, Paths.id(id, THING))));
    }

    @Patch("/{id}")
    @Consumes({MediaType.APPLICATION_JSON, "application/merge-patch+json"})
    HttpResponse<byte[]> change(
            HttpRequest<?> request, Caller caller, String id, @Body byte[] body) {
        require(request, caller);
        return Bodies.ok(
                webhooks.json(
                        caller.tenantId(),
                        webhooks.change(caller, Paths.id(id, THING), Bodies.object(body))));
    }

    @Delete("/{id}")
    HttpResponse<?> delete(HttpRequest<?> request, Caller caller, String id) {
        require(request, caller);
        webhooks.delete(caller, Paths.id(id, THING));
        return HttpResponse.noContent();
    }

    @Post("/{id}/secret")
    HttpResponse<byte[]> replaceSecret(HttpRequest<?> request, Caller caller, String id) {
        require(request, caller);
        return kept(
                Bodies.ok(
                        webhooks.json(
                                caller.tenantId(),
                                webhooks.replaceSecret(caller, Paths.id(id, THING)))));
    }

    @Post("/{id}/ping")
    HttpResponse<byte[]> ping(HttpRequest<?> request, Caller caller, String id) {
        require(request, caller);
        return accepted(caller, deliveries.ping(caller.tenantId(), Paths.id(id, THING)));
    }

    private HttpResponse<byte[]> accepted(Caller caller, Delivery delivery) {
        ObjectNode json = deliveries.json(caller.tenantId(), List.of(delivery)).getFirst();
        return Bodies.ok(json).status(202);
    }

    @Get("/{id}/deliveries")
    HttpResponse<byte[]> deliveries(HttpRequest<?> request, Caller caller, String id) {
        access.requireAdministrator(caller);
        Bodies.onlyParameters(request, Set.of("state", "cursor", "limit"));
        int limit = Bodies.limit(request, DEFAULT_LIMIT, MAX_LIMIT);
        List<Delivery> found =
                deliveries.list(
                        caller.tenantId(),
                        Paths.id(id, THING),
                        state(request),
                        cursor(request),
                        limit + 1);
        List<Delivery> page = found.subList(0, Math.min(limit, found.size()));
        ObjectNode answer = Json.object();
        answer.putArray("data").addAll(deliveries.json(caller.tenantId(), page));
        answer.putObject("page")
                .put("next", found.size() > limit ? page.getLast().id().toString() : null);
        return Bodies.ok(answer);
    }

    @Post("/{id}/deliveries/{delivery}/replay")
    HttpResponse<byte[]> replay(HttpRequest<?> request, Caller caller, String id, String delivery) {
        require(request, caller);
        return accepted(
                caller,
                deliveries.replay(
                        caller.tenantId(), Paths.id(id, THING), Paths.id(delivery, "delivery")));
    }

    private static @Nullable String state(HttpRequest<?> request) {
        String state = Bodies.parameter(request, "state");
        if (state == null || STATES.contains(state)) {
            return state;
        }
        throw new EngineException(
                ErrorCode.INVALID_QUERY,
                "The parameter \"state\" is one of " + String.join(", ", STATES));
    }

    private static @Nullable UUID cursor(HttpRequest<?> request) {
        String written = Bodies.parameter(request, "cursor");
        UUID id = written == null ? null : Literals.id(written);
        if (written != null && id == null) {
            throw new EngineException(ErrorCode.INVALID_CURSOR, ErrorCode.INVALID_CURSOR.title());
        }
        return id;
    }
}
