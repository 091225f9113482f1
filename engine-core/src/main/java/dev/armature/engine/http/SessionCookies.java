package dev.armature.engine.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.identity.AccessTokens;
import dev.armature.engine.identity.SignIn;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.cookie.Cookie;
import io.micronaut.http.cookie.SameSite;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * Gives tokens to who signs in. Browsers ask with {@code ?session=cookie} and get the refresh token
 * in a cookie that no script reads, that goes to these addresses alone and never with a request
 * that another site began.
 */
@Singleton
final class SessionCookies {

    static final String REFRESH = "armature_refresh";

    private static final String SESSION = "session";
    private static final String PATH = "/api/v1/auth";
    private static final Duration AGE = Duration.ofDays(30);
    private static final Duration DEVICE_AGE = Duration.ofDays(365);

    private final Visitors visitors;

    SessionCookies(Visitors visitors) {
        this.visitors = visitors;
    }

    /** Whether a browser asks, which keeps its secrets in cookies. */
    static boolean wanted(HttpRequest<?> request, String... otherParameters) {
        Set<String> known = new HashSet<>(Arrays.asList(otherParameters));
        known.add(SESSION);
        Bodies.onlyParameters(request, known);
        String session = Bodies.parameter(request, SESSION);
        if (session != null && !session.equals("cookie")) {
            throw new EngineException(
                    ErrorCode.INVALID_QUERY, "The parameter \"session\" is cookie, or left out");
        }
        return session != null;
    }

    /** What a browser sends back of a cookie, or nothing. */
    static String read(HttpRequest<?> request, String name) {
        return request.getCookies().findCookie(name).map(Cookie::getValue).orElse("");
    }

    MutableHttpResponse<byte[]> answer(
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
                ? response.cookie(cookie(request, REFRESH, tokens.refreshToken(), AGE))
                : response;
    }

    /** Has the browser keep the mark by which it is known from now on. */
    MutableHttpResponse<byte[]> known(
            HttpRequest<?> request, MutableHttpResponse<byte[]> response, String mark) {
        return response.cookie(cookie(request, Visitors.DEVICE_COOKIE, mark, DEVICE_AGE));
    }

    Cookie cookie(HttpRequest<?> request, String name, String value, Duration age) {
        return Cookie.of(name, value)
                .path(PATH)
                .httpOnly(true)
                .secure(visitors.isSecure(request))
                .sameSite(SameSite.Strict)
                .maxAge(age);
    }
}
