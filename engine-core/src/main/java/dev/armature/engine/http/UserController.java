package dev.armature.engine.http;

import dev.armature.engine.access.AccessPolicy;
import dev.armature.engine.access.Caller;
import dev.armature.engine.identity.AccessTokens;
import dev.armature.engine.identity.NewUser;
import dev.armature.engine.identity.OwnAddress;
import dev.armature.engine.identity.SecondFactors;
import dev.armature.engine.identity.SeeAs;
import dev.armature.engine.identity.User;
import dev.armature.engine.identity.Users;
import dev.armature.metadata.definition.RoleDefinition;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.problem.Problems;
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

/** A tenant's users, for its administrators. */
@Controller("/api/v1/users")
@ExecuteOn(TaskExecutors.BLOCKING)
final class UserController {

    private final Users users;
    private final SecondFactors secondFactors;
    private final OwnAddress addresses;
    private final SeeAs seeAs;
    private final AccessPolicy access;

    UserController(
            Users users,
            SecondFactors secondFactors,
            OwnAddress addresses,
            SeeAs seeAs,
            AccessPolicy access) {
        this.users = users;
        this.addresses = addresses;
        this.seeAs = seeAs;
        this.secondFactors = secondFactors;
        this.access = access;
    }

    @Get
    HttpResponse<byte[]> list(Caller caller) {
        access.requireAdministrator(caller);
        return Bodies.list(users.list(caller.tenantId()).stream().map(User::toJson).toList());
    }

    @Post
    HttpResponse<byte[]> create(Caller caller, @Body byte[] body) {
        access.requireAdministrator(caller);
        Problems problems = new Problems();
        NewUser user = NewUser.read(Bodies.object(body), "", RoleDefinition.USER, problems);
        problems.throwIfAny(ErrorCode.VALIDATION_FAILED);
        User made = users.create(caller, user);
        return Bodies.created(Json.bytes(made.toJson()))
                .header("Location", "/api/v1/users/" + made.id());
    }

    @Get("/{id}")
    HttpResponse<byte[]> get(Caller caller, String id) {
        access.requireAdministrator(caller);
        return Bodies.ok(users.required(caller.tenantId(), Paths.id(id, "user")).toJson());
    }

    @Patch("/{id}")
    @Consumes({"application/json", "application/merge-patch+json"})
    HttpResponse<byte[]> change(Caller caller, String id, @Body byte[] body) {
        access.requireAdministrator(caller);
        return Bodies.ok(users.change(caller, Paths.id(id, "user"), Bodies.object(body)).toJson());
    }

    @Delete("/{id}")
    HttpResponse<?> deactivate(Caller caller, String id) {
        access.requireAdministrator(caller);
        users.deactivate(caller, Paths.id(id, "user"));
        return HttpResponse.noContent();
    }

    /** A token by which the administrator sees what the user sees, and changes nothing. */
    @Post("/{id}/see-as")
    HttpResponse<byte[]> seeAs(HttpRequest<?> request, Caller caller, String id) {
        access.requireAdministrator(caller);
        User user = users.required(caller.tenantId(), Paths.id(id, "user"));
        String token = seeAs.token(caller, Identified.of(request).session(), user.id());
        return Bodies.ok(
                        Json.object()
                                .put("access_token", token)
                                .put("token_type", "Bearer")
                                .put("expires_in", AccessTokens.LIFETIME.toSeconds()))
                .header("Cache-Control", "no-store");
    }

    /** Has them sent a link to their address once more, to show that it is theirs. */
    @Post(value = "/{id}/email-verification", consumes = "*/*")
    HttpResponse<?> verifyAddress(Caller caller, String id) {
        access.requireAdministrator(caller);
        addresses.verify(caller, Paths.id(id, "user"));
        return HttpResponse.accepted();
    }

    @Delete("/{id}/second-factor")
    HttpResponse<?> removeSecondFactor(Caller caller, String id) {
        access.requireAdministrator(caller);
        User user = users.required(caller.tenantId(), Paths.id(id, "user"));
        secondFactors.remove(caller, user.id());
        return HttpResponse.noContent();
    }
}
