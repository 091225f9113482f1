package dev.armature.engine.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.access.AccessPolicy;
import dev.armature.engine.access.Caller;
import dev.armature.engine.oauth.App;
import dev.armature.engine.oauth.Apps;
import dev.armature.engine.oauth.OAuthServer;
import dev.armature.metadata.json.Json;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Patch;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.Set;

/** The apps of others that a tenant lets in, for its administrators. */
@Controller("/api/v1/oauth-apps")
@ExecuteOn(TaskExecutors.BLOCKING)
final class OAuthAppController {

    private final Apps apps;
    private final AccessPolicy access;

    OAuthAppController(OAuthServer server, AccessPolicy access) {
        this.apps = server.apps();
        this.access = access;
    }

    @Get
    HttpResponse<byte[]> list(HttpRequest<?> request, Caller caller) {
        Bodies.onlyParameters(request, Set.of());
        access.requireAdministrator(caller);
        return Bodies.list(
                apps.list(caller.tenantId()).stream().map(app -> json(caller, app)).toList());
    }

    private static ObjectNode json(Caller caller, App app) {
        return app.toJson(caller.tenant().uid());
    }

    @Post
    HttpResponse<byte[]> create(HttpRequest<?> request, Caller caller, @Body byte[] body) {
        Bodies.onlyParameters(request, Set.of());
        access.requireAdministrator(caller);
        Apps.Made made = apps.create(caller, Bodies.object(body));
        ObjectNode answer = json(caller, made.app());
        if (made.secret() != null) {
            answer.put("clientSecret", made.secret());
        }
        return Bodies.created(Json.bytes(answer))
                .header("Location", "/api/v1/oauth-apps/" + made.app().id());
    }

    @Get("/{id}")
    HttpResponse<byte[]> get(Caller caller, String id) {
        access.requireAdministrator(caller);
        return Bodies.ok(json(caller, apps.required(caller.tenantId(), Paths.id(id, "app"))));
    }

    @Patch("/{id}")
    @Consumes({MediaType.APPLICATION_JSON, "application/merge-patch+json"})
    HttpResponse<byte[]> change(Caller caller, String id, @Body byte[] body) {
        access.requireAdministrator(caller);
        return Bodies.ok(
                json(caller, apps.change(caller, Paths.id(id, "app"), Bodies.object(body))));
    }

    @Delete("/{id}")
    HttpResponse<?> delete(Caller caller, String id) {
        access.requireAdministrator(caller);
        apps.delete(caller, Paths.id(id, "app"));
        return HttpResponse.noContent();
    }

    @Post("/{id}/secret")
    HttpResponse<byte[]> renewSecret(Caller caller, String id) {
        access.requireAdministrator(caller);
        String secret = apps.renewSecret(caller, Paths.id(id, "app"));
        return Bodies.ok(Json.object().put("clientSecret", secret));
    }
}
