package dev.armature.engine.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.identity.SignUp;
import dev.armature.engine.tenant.TenantSettings;
import dev.armature.metadata.json.Json;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;

/** Companies signing up. */
@Controller("/api/v1/tenants")
@ExecuteOn(TaskExecutors.BLOCKING)
final class TenantController {

    private final SignUp signUp;

    TenantController(SignUp signUp) {
        this.signUp = signUp;
    }

    @Post
    HttpResponse<byte[]> signUp(@Body byte[] body) {
        SignUp.SignedUp made = signUp.signUp(Bodies.object(body));
        ObjectNode answer = TenantSettings.toJson(made.tenant());
        answer.set("admin", made.administrator().toJson());
        return Bodies.created(Json.bytes(answer));
    }
}
