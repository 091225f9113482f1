package dev.armature.engine.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.access.AccessPolicy;
import dev.armature.engine.access.Caller;
import dev.armature.engine.form.PublicForms;
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

/** Forms that anybody fills in who has the address, for administrators. */
@Controller("/api/v1/forms")
@ExecuteOn(TaskExecutors.BLOCKING)
final class PublicFormController {

    private static final String THING = "form";

    private final PublicForms forms;
    private final AccessPolicy access;

    PublicFormController(PublicForms forms, AccessPolicy access) {
        this.forms = forms;
        this.access = access;
    }

    private void require(HttpRequest<?> request, Caller caller) {
        access.requireAdministrator(caller);
        Bodies.onlyParameters(request, Set.of());
    }

    @Get
    HttpResponse<byte[]> list(HttpRequest<?> request, Caller caller) {
        require(request, caller);
        return Bodies.list(forms.list(caller));
    }

    @Post
    HttpResponse<byte[]> create(HttpRequest<?> request, Caller caller, @Body byte[] body) {
        require(request, caller);
        ObjectNode made = forms.create(caller, Bodies.object(body));
        return Bodies.created(Json.bytes(made))
                .header("Location", "/api/v1/forms/" + made.get("id").textValue());
    }

    @Get("/{id}")
    HttpResponse<byte[]> get(HttpRequest<?> request, Caller caller, String id) {
        require(request, caller);
        return Bodies.ok(forms.get(caller, Paths.id(id, THING)));
    }

    @Patch("/{id}")
    @Consumes({"application/json", "application/merge-patch+json"})
    HttpResponse<byte[]> change(
            HttpRequest<?> request, Caller caller, String id, @Body byte[] body) {
        require(request, caller);
        return Bodies.ok(forms.change(caller, Paths.id(id, THING), Bodies.object(body)));
    }

    @Delete("/{id}")
    HttpResponse<?> delete(HttpRequest<?> request, Caller caller, String id) {
        require(request, caller);
        forms.delete(caller, Paths.id(id, THING));
        return HttpResponse.noContent();
    }

    @Post("/{id}/address")
    HttpResponse<byte[]> replaceAddress(HttpRequest<?> request, Caller caller, String id) {
        require(request, caller);
        return Bodies.ok(forms.replaceAddress(caller, Paths.id(id, THING)));
    }
}
