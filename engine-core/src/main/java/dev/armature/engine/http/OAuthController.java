package dev.armature.engine.http;

import dev.armature.engine.identity.SigningKeys;
import dev.armature.engine.oauth.AuthorizationRequests;
import dev.armature.engine.oauth.OAuthError;
import dev.armature.engine.oauth.OAuthRefusal;
import dev.armature.engine.oauth.OAuthServer;
import dev.armature.engine.oauth.Parameters;
import dev.armature.engine.oauth.ReadRequest;
import dev.armature.metadata.problem.EngineException;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The endpoints of OAuth 2.1 and OpenID Connect. Whoever comes to {@code authorize} is sent on to a
 * page of the web application, which knows who is signed in and asks them; no cookie counts here.
 */
@Controller("/oauth2")
@ExecuteOn(TaskExecutors.BLOCKING)
final class OAuthController {

    private static final String PAGE = "/authorize";

    private final OAuthServer server;
    private final SigningKeys keys;
    private final Visitors visitors;

    OAuthController(OAuthServer server, SigningKeys keys, Visitors visitors) {
        this.server = server;
        this.keys = keys;
        this.visitors = visitors;
    }

    @Get("/authorize")
    HttpResponse<?> authorize(HttpRequest<?> request) {
        String query = request.getUri().getRawQuery();
        return sendOn(query == null ? "" : query);
    }

    @Post("/authorize")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    HttpResponse<?> authorizeByForm(@Body String form) {
        return sendOn(form);
    }

    // What cannot be answered to the app is told on the page as well: a person looks at it.
    private HttpResponse<?> sendOn(String query) {
        String to;
        try {
            to =
                    server.requests().read(query) instanceof ReadRequest.Refused refused
                            ? refused.to()
                            : page(query);
        } catch (EngineException e) {
            to = page(shortened(query));
        }
        return HttpResponse.seeOther(URI.create(to)).header("Cache-Control", "no-store");
    }

    private static String shortened(String query) {
        return query.substring(0, Math.min(query.length(), AuthorizationRequests.MAX_LENGTH + 1));
    }

    // Behind the hash, so that it is in no log and no server has to take its length.
    private String page(String query) {
        return PAGE + "#begun=" + encode(server.begun().mark(query)) + "&request=" + encode(query);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Post("/token")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    HttpResponse<byte[]> token(HttpRequest<?> request, @Body String form) {
        return OAuthAnswers.of(
                server.tokens()
                        .answer(
                                Parameters.parse(form),
                                authorization(request),
                                visitors.of(request)));
    }

    private static @Nullable String authorization(HttpRequest<?> request) {
        List<String> headers = request.getHeaders().getAll("Authorization");
        return headers.isEmpty() ? null : String.join(",", headers);
    }

    @Post("/introspect")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    HttpResponse<byte[]> introspect(HttpRequest<?> request, @Body String form) {
        return OAuthAnswers.of(
                server.states()
                        .introspect(
                                Parameters.parse(form),
                                authorization(request),
                                visitors.of(request)));
    }

    @Post("/revoke")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    HttpResponse<?> revoke(HttpRequest<?> request, @Body String form) {
        server.states()
                .revoke(Parameters.parse(form), authorization(request), visitors.of(request));
        return HttpResponse.ok().header("Cache-Control", "no-store");
    }

    @Get("/userinfo")
    HttpResponse<byte[]> userInfo(HttpRequest<?> request) {
        return OAuthAnswers.of(server.userInfo().of(bearer(request)));
    }

    private static String bearer(HttpRequest<?> request) {
        return AuthenticationFilter.token(request)
                .orElseThrow(() ->
                        new OAuthRefusal(OAuthError.INVALID_TOKEN, "there is no access token"));
    }

    @Post("/userinfo")
    @Consumes(MediaType.ALL)
    HttpResponse<byte[]> userInfoByForm(HttpRequest<?> request) {
        return userInfo(request);
    }

    @Get("/jwks")
    HttpResponse<byte[]> jwks() {
        return WellKnownController.published(keys.publicKeys().getBytes(StandardCharsets.UTF_8));
    }
}
