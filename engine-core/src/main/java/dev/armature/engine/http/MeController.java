package dev.armature.engine.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.access.AccessPolicy;
import dev.armature.engine.access.Caller;
import dev.armature.engine.identity.Entrant;
import dev.armature.engine.identity.Memberships;
import dev.armature.engine.identity.User;
import dev.armature.engine.identity.Users;
import dev.armature.engine.tenant.TenantSettings;
import dev.armature.metadata.change.TenantModels;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.model.TenantModel;
import dev.armature.metadata.tenant.Tenant;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;

/** The caller themselves. */
@Controller("/api/v1/me")
@ExecuteOn(TaskExecutors.BLOCKING)
final class MeController {

    private final Users users;
    private final TenantModels models;
    private final AccessPolicy access;
    private final Memberships memberships;

    MeController(Users users, TenantModels models, AccessPolicy access, Memberships memberships) {
        this.users = users;
        this.models = models;
        this.access = access;
        this.memberships = memberships;
    }

    @Get
    HttpResponse<byte[]> me(HttpRequest<?> request) {
        Entrant entrant = Identified.of(request).entrant();
        Caller caller = entrant.caller();
        User user = users.required(caller.tenantId(), caller.userId());
        ObjectNode answer = Json.object();
        answer.set("user", user.toJson());
        Caller actor = entrant.actor();
        if (actor != null) {
            answer.putObject("actor")
                    .put("id", actor.userId().toString())
                    .put("name", actor.name());
        }
        answer.set("tenant", TenantSettings.toJson(caller.tenant()));
        caller.roles().forEach(answer.putArray("roles")::add);
        caller.standing().groups().forEach(answer.putArray("groups")::add);
        boolean administrator = caller.isAdministrator();
        ObjectNode permissions = answer.putObject("permissions");
        TenantModel seen = access.seen(caller, models.current(caller.tenantId()));
        ArrayNode records = permissions.putArray("records");
        if (seen.grants().isAll()) {
            records.add("read").add("create").add("update").add("delete");
        }
        permissions.set("objects", Permissions.of(seen));
        permissions
                .put("metadata", administrator)
                .put("users", administrator)
                .put("plugins", administrator);
        ArrayNode list = answer.putArray("memberships");
        add(list, caller.tenant());
        memberships.others(caller, entrant.session()).forEach(other -> add(list, other.tenant()));
        return Bodies.ok(answer);
    }

    private static void add(ArrayNode memberships, Tenant tenant) {
        memberships.addObject().put("tenant", tenant.slug()).put("name", tenant.name());
    }
}
