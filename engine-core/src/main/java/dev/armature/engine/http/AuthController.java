package dev.armature.engine.http;

import dev.armature.engine.identity.Memberships;
import dev.armature.engine.identity.OwnPassword;
import dev.armature.engine.identity.SignIn;
import dev.armature.metadata.json.Attributes;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.problem.Problems;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.time.Duration;
import java.util.Set;

/** Signing in, staying signed in, signing out. */
@Controller("/api/v1/auth")
@ExecuteOn(TaskExecutors.BLOCKING)
final class AuthController {

    private final SignIn signIn;
    private final OwnPassword ownPassword;
    private final Memberships memberships;
    private final SessionCookies cookies;
    private final Visitors visitors;

    AuthController(
            SignIn signIn,
            OwnPassword ownPassword,
            Memberships memberships,
            SessionCookies cookies,
            Visitors visitors) {
        this.signIn = signIn;
        this.ownPassword = ownPassword;
        this.memberships = memberships;
        this.cookies = cookies;
        this.visitors = visitors;
    }

    @Post("/login")
    HttpResponse<byte[]> login(HttpRequest<?> request, @Body byte[] body) {
        boolean cookie = SessionCookies.wanted(request);
        SignIn.Claim claim = SignIn.Claim.read(Bodies.object(body));
        MutableHttpResponse<byte[]> response =
                cookies.answer(request, signIn.signIn(claim, visitors.of(request)), cookie);
        return cookie ? cookies.known(request, response, signIn.deviceMark(claim)) : response;
    }

    @Post("/refresh")
    HttpResponse<byte[]> refresh(HttpRequest<byte[]> request) {
        boolean cookie = SessionCookies.wanted(request);
        String token =
                cookie
                        ? SessionCookies.read(request, SessionCookies.REFRESH)
                        : fromBody(request.getBody().orElse(new byte[0]));
        return cookies.answer(request, signIn.refresh(token), cookie);
    }

    @Post("/switch")
    HttpResponse<byte[]> switchTenant(HttpRequest<?> request, @Body byte[] body) {
        boolean cookie = SessionCookies.wanted(request);
        Identified identified = Identified.of(request);
        // A browser has one session at a time.
        SignIn.Tokens tokens =
                memberships.switchTo(
                        identified.caller(),
                        identified.session(),
                        Bodies.object(body),
                        visitors.of(request),
                        cookie);
        return cookies.answer(request, tokens, cookie);
    }

    @Post("/logout")
    HttpResponse<?> logout(HttpRequest<?> request) {
        Identified identified = Identified.of(request);
        signIn.signOut(identified.caller(), identified.session());
        return HttpResponse.noContent()
                .cookie(cookies.cookie(request, SessionCookies.REFRESH, "", Duration.ZERO));
    }

    @Post("/password")
    HttpResponse<?> changePassword(HttpRequest<?> request, @Body byte[] body) {
        Bodies.onlyParameters(request, Set.of());
        Identified identified = Identified.of(request);
        ownPassword.change(identified.caller(), identified.session(), Bodies.object(body));
        return HttpResponse.noContent();
    }

    private static String fromBody(byte[] body) {
        Problems problems = new Problems();
        Attributes attributes = Attributes.of(Bodies.object(body), "", problems);
        String token = attributes.text("refresh_token", 1_000);
        attributes.finish();
        problems.throwIfAny(ErrorCode.VALIDATION_FAILED);
        return token;
    }
}
