package dev.armature.engine.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.identity.AccessTokens;
import dev.armature.engine.identity.Memberships;
import dev.armature.engine.identity.OwnPassword;
import dev.armature.engine.identity.SignIn;
import dev.armature.metadata.json.Attributes;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.problem.Problems;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.cookie.Cookie;
import io.micronaut.http.cookie.SameSite;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.time.Duration;
import java.util.Set;

/**
 * Signing in, staying signed in, signing out. Browsers ask with {@code ?session=cookie} and get the
 * refresh token in a cookie that no script reads, that goes to these addresses alone and never with
 * a request that another site began.
 */
@Controller("/api/v1/auth")
@ExecuteOn(TaskExecutors.BLOCKING)
final class AuthController {

    private static final String COOKIE = "armature_refresh";
    private static final String COOKIE_PATH = "/api/v1/auth";
    private static final Duration COOKIE_AGE = Duration.ofDays(30);
    private static final Duration DEVICE_AGE = Duration.ofDays(365);

    private final SignIn signIn;
    private final OwnPassword ownPassword;
    private final Memberships memberships;
    private final Visitors visitors;

    AuthController(
            SignIn signIn, OwnPassword ownPassword, Memberships memberships, Visitors visitors) {
        this.signIn = signIn;
        this.ownPassword = ownPassword;
        this.memberships = memberships;
        this.visitors = visitors;
    }

    @Post("/login")
    HttpResponse<byte[]> login(HttpRequest<?> request, @Body byte[] body) {
        boolean cookie = wantsCookie(request);
        SignIn.Claim claim = SignIn.Claim.read(Bodies.object(body));
        MutableHttpResponse<byte[]> response =
                answer(request, signIn.signIn(claim, visitors.of(request)), cookie);
        return cookie
                ? response.cookie(
                        cookie(
                                request,
                                Visitors.DEVICE_COOKIE,
                                signIn.deviceMark(claim),
                                DEVICE_AGE))
                : response;
    }

    @Post("/refresh")
    HttpResponse<byte[]> refresh(HttpRequest<byte[]> request) {
        boolean cookie = wantsCookie(request);
        String token =
                cookie ? fromCookie(request) : fromBody(request.getBody().orElse(new byte[0]));
        return answer(request, signIn.refresh(token), cookie);
    }

    @Post("/switch")
    HttpResponse<byte[]> switchTenant(HttpRequest<?> request, @Body byte[] body) {
        boolean cookie = wantsCookie(request);
        Identified identified = Identified.of(request);
        // A browser has one session at a time.
        SignIn.Tokens tokens =
                memberships.switchTo(
                        identified.caller(),
                        identified.session(),
                        Bodies.object(body),
                        visitors.of(request),
                        cookie);
        return answer(request, tokens, cookie);
    }

    @Post("/logout")
    HttpResponse<?> logout(HttpRequest<?> request) {
        Identified identified = Identified.of(request);
        signIn.signOut(identified.caller(), identified.session());
        return HttpResponse.noContent().cookie(cookie(request, COOKIE, "", Duration.ZERO));
    }

    @Post("/password")
    HttpResponse<?> changePassword(HttpRequest<?> request, @Body byte[] body) {
        Bodies.onlyParameters(request, Set.of());
        Identified identified = Identified.of(request);
        ownPassword.change(identified.caller(), identified.session(), Bodies.object(body));
        return HttpResponse.noContent();
    }

    private static boolean wantsCookie(HttpRequest<?> request) {
        Bodies.onlyParameters(request, Set.of("session"));
        String session = Bodies.parameter(request, "session");
        if (session != null && !session.equals("cookie")) {
            throw new EngineException(
                    ErrorCode.INVALID_QUERY, "The parameter \"session\" is cookie, or left out");
        }
        return session != null;
    }

    private static String fromCookie(HttpRequest<?> request) {
        return request.getCookies().findCookie(COOKIE).map(Cookie::getValue).orElse("");
    }

    private static String fromBody(byte[] body) {
        Problems problems = new Problems();
        Attributes attributes = Attributes.of(Bodies.object(body), "", problems);
        String token = attributes.text("refresh_token", 1_000);
        attributes.finish();
        problems.throwIfAny(ErrorCode.VALIDATION_FAILED);
        return token;
    }

    private MutableHttpResponse<byte[]> answer(
            HttpRequest<?> request, SignIn.Tokens tokens, boolean cookie) {
        ObjectNode body =
                Json.object()
                        .put("access_token", tokens.accessToken())
                        .put("token_type", "Bearer")
                        .put("expires_in", AccessTokens.LIFETIME.toSeconds());
        MutableHttpResponse<byte[]> response =
                Bodies.ok(cookie ? body : body.put("refresh_token", tokens.refreshToken()));
        response.header("Cache-Control", "no-store");
        return cookie
                ? response.cookie(cookie(request, COOKIE, tokens.refreshToken(), COOKIE_AGE))
                : response;
    }

    private Cookie cookie(HttpRequest<?> request, String name, String value, Duration age) {
        return Cookie.of(name, value)
                .path(COOKIE_PATH)
                .httpOnly(true)
                .secure(visitors.isSecure(request))
                .sameSite(SameSite.Strict)
                .maxAge(age);
    }
}
