package dev.armature.engine.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.federation.Federation;
import dev.armature.engine.federation.ProviderSignIn;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.time.Duration;
import java.util.Set;

/**
 * Signing in with a provider. What binds a sign-in to the browser that began it is in a cookie of
 * that browser, or with programs in the answer.
 */
@Controller("/api/v1/auth/providers")
@ExecuteOn(TaskExecutors.BLOCKING)
final class ProviderAuthController {

    private static final String COOKIE = "armature_provider";
    private static final Duration COOKIE_AGE = Duration.ofMinutes(10);
    private static final int MAX_SLUG = 200;

    private final ProviderSignIn signIn;
    private final SessionCookies cookies;
    private final Visitors visitors;

    ProviderAuthController(Federation federation, SessionCookies cookies, Visitors visitors) {
        this.signIn = federation.signIn();
        this.cookies = cookies;
        this.visitors = visitors;
    }

    @Get
    HttpResponse<byte[]> choices(HttpRequest<?> request) {
        Bodies.onlyParameters(request, Set.of("tenant"));
        String slug = Bodies.parameter(request, "tenant");
        if (slug == null || slug.length() > MAX_SLUG) {
            throw new EngineException(
                    ErrorCode.INVALID_QUERY, "The parameter \"tenant\" names a tenant");
        }
        return Bodies.ok(signIn.choices(slug));
    }

    @Post("/begin")
    HttpResponse<byte[]> begin(HttpRequest<?> request, @Body byte[] body) {
        boolean cookie = SessionCookies.wanted(request);
        return begun(request, signIn.begin(Bodies.object(body), visitors.of(request)), cookie);
    }

    @Post("/link")
    HttpResponse<byte[]> link(HttpRequest<?> request, @Body byte[] body) {
        boolean cookie = SessionCookies.wanted(request);
        Identified identified = Identified.of(request);
        identified.session();
        return begun(request, signIn.link(identified.caller(), Bodies.object(body)), cookie);
    }

    private MutableHttpResponse<byte[]> begun(
            HttpRequest<?> request, ProviderSignIn.Start start, boolean cookie) {
        ObjectNode json = Json.object().put("leave", start.leave());
        MutableHttpResponse<byte[]> response =
                Bodies.ok(cookie ? json : json.put("binding", start.binding()));
        response.header("Cache-Control", "no-store");
        return cookie
                ? response.cookie(cookies.cookie(request, COOKIE, start.binding(), COOKIE_AGE))
                : response;
    }

    @Post("/finish")
    HttpResponse<byte[]> finish(HttpRequest<?> request, @Body byte[] body) {
        boolean cookie = SessionCookies.wanted(request);
        ObjectNode brought = Bodies.object(body);
        String binding =
                cookie ? SessionCookies.read(request, COOKIE) : brought.path("binding").asText("");
        if (!cookie) {
            brought.remove("binding");
        }
        return cookies.answer(
                request,
                signIn.finish(ProviderSignIn.Return.read(brought), binding, visitors.of(request)),
                cookie);
    }
}
