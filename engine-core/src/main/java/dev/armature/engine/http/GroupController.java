package dev.armature.engine.http;

import dev.armature.engine.access.AccessPolicy;
import dev.armature.engine.access.Caller;
import dev.armature.engine.identity.Group;
import dev.armature.engine.identity.Groups;
import dev.armature.metadata.json.Json;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
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

/** The groups of a tenant's users, for its administrators. */
@Controller("/api/v1/groups")
@ExecuteOn(TaskExecutors.BLOCKING)
final class GroupController {

    private final Groups groups;
    private final AccessPolicy access;

    GroupController(Groups groups, AccessPolicy access) {
        this.groups = groups;
        this.access = access;
    }

    @Get
    HttpResponse<byte[]> list(HttpRequest<?> request, Caller caller) {
        access.requireAdministrator(caller);
        Bodies.onlyParameters(request, Set.of());
        return Bodies.list(groups.list(caller.tenantId()).stream().map(Group::toJson).toList());
    }

    @Post
    HttpResponse<byte[]> create(Caller caller, @Body byte[] body) {
        access.requireAdministrator(caller);
        Group made = groups.create(caller, Bodies.object(body));
        return Bodies.created(Json.bytes(made.toJson()))
                .header("Location", "/api/v1/groups/" + made.name());
    }

    @Get("/{group}")
    HttpResponse<byte[]> get(Caller caller, String group) {
        access.requireAdministrator(caller);
        return Bodies.ok(groups.required(caller.tenantId(), group).toJson());
    }

    @Patch("/{group}")
    @Consumes({"application/json", "application/merge-patch+json"})
    HttpResponse<byte[]> change(Caller caller, String group, @Body byte[] body) {
        access.requireAdministrator(caller);
        return Bodies.ok(groups.change(caller, group, Bodies.object(body)).toJson());
    }

    @Delete("/{group}")
    HttpResponse<?> delete(Caller caller, String group) {
        access.requireAdministrator(caller);
        groups.delete(caller, group);
        return HttpResponse.noContent();
    }
}
