package dev.armature.engine.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.access.Caller;
import dev.armature.engine.access.Role;
import dev.armature.engine.identity.User;
import dev.armature.engine.identity.Users;
import dev.armature.metadata.json.Json;
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

    MeController(Users users) {
        this.users = users;
    }

    @Get
    HttpResponse<byte[]> me(Caller caller) {
        User user = users.required(caller.tenantId(), caller.userId());
        ObjectNode answer = Json.object();
        answer.set("user", user.toJson());
        answer.set("tenant", TenantController.toJson(caller.tenant()));
        answer.putArray("roles").add(caller.role().word());
        boolean administrator = caller.role() == Role.ADMINISTRATOR;
        ObjectNode permissions = answer.putObject("permissions");
        ArrayNode records = permissions.putArray("records");
        records.add("read").add("create").add("update").add("delete");
        permissions
                .put("metadata", administrator)
                .put("users", administrator)
                .put("plugins", administrator);
        answer.putArray("memberships")
                .addObject()
                .put("tenant", caller.tenant().slug())
                .put("name", caller.tenant().name());
        return Bodies.ok(answer);
    }
}
