package dev.armature.engine.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.identity.FreshProof;
import dev.armature.engine.identity.PasskeySignIn;
import dev.armature.engine.identity.Passkeys;
import dev.armature.metadata.json.Attributes;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.problem.Problems;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Patch;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.Set;

/** The caller's own passkeys, and signing in by one. */
@Controller("/api/v1/auth/passkeys")
@ExecuteOn(TaskExecutors.BLOCKING)
final class PasskeyController {

    private final Passkeys passkeys;
    private final PasskeySignIn signIn;
    private final SessionCookies cookies;
    private final Visitors visitors;

    PasskeyController(
            Passkeys passkeys, PasskeySignIn signIn, SessionCookies cookies, Visitors visitors) {
        this.passkeys = passkeys;
        this.signIn = signIn;
        this.cookies = cookies;
        this.visitors = visitors;
    }

    @Get
    HttpResponse<byte[]> list(HttpRequest<?> request) {
        Bodies.onlyParameters(request, Set.of());
        return Bodies.list(passkeys.list(Identified.of(request).caller()));
    }

    @Post("/begin")
    HttpResponse<byte[]> begin(HttpRequest<?> request, @Body byte[] body) {
        return Bodies.ok(passkeys.begin(Identified.of(request).caller(), shown(body)));
    }

    @Post
    HttpResponse<byte[]> add(HttpRequest<?> request, @Body byte[] body) {
        Identified identified = Identified.of(request);
        Passkeys.Added added =
                passkeys.add(identified.caller(), identified.session(), Bodies.object(body));
        ObjectNode answer = added.passkey();
        ArrayNode codes = answer.putArray("recoveryCodes");
        added.recoveryCodes().forEach(codes::add);
        return Bodies.created(Json.bytes(answer));
    }

    @Patch("/{id}")
    @Consumes({"application/json", "application/merge-patch+json"})
    HttpResponse<?> rename(HttpRequest<?> request, String id, @Body byte[] body) {
        passkeys.rename(
                Identified.of(request).caller(), Paths.id(id, "passkey"), Bodies.object(body));
        return HttpResponse.noContent();
    }

    @Post("/{id}/remove")
    HttpResponse<?> remove(HttpRequest<?> request, String id, @Body byte[] body) {
        passkeys.remove(Identified.of(request).caller(), Paths.id(id, "passkey"), shown(body));
        return HttpResponse.noContent();
    }

    private static FreshProof.Shown shown(byte[] body) {
        Problems problems = new Problems();
        Attributes attributes = Attributes.of(Bodies.object(body), "", problems);
        FreshProof.Shown shown = FreshProof.Shown.read(attributes);
        attributes.finish();
        problems.throwIfAny(ErrorCode.VALIDATION_FAILED);
        return shown;
    }

    /** What a browser is asked so that who is signed in shows that it is them. */
    @Post(value = "/proof", consumes = "*/*")
    HttpResponse<byte[]> prove(HttpRequest<?> request) {
        return Bodies.ok(passkeys.prove(Identified.of(request).caller()));
    }

    /** What a browser is asked so that somebody signs in. */
    @Post("/options")
    HttpResponse<byte[]> options(HttpRequest<?> request, @Body byte[] body) {
        Bodies.onlyParameters(request, Set.of());
        return Bodies.ok(signIn.options(Bodies.object(body)));
    }

    @Post("/login")
    HttpResponse<byte[]> login(HttpRequest<?> request, @Body byte[] body) {
        boolean cookie = SessionCookies.wanted(request);
        PasskeySignIn.Entered entered = signIn.enter(Bodies.object(body), visitors.of(request));
        MutableHttpResponse<byte[]> response = cookies.answer(request, entered.tokens(), cookie);
        return cookie ? cookies.known(request, response, entered.deviceMark()) : response;
    }
}
