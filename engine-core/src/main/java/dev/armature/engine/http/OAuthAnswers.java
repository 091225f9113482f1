package dev.armature.engine.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.oauth.OAuthError;
import dev.armature.engine.oauth.OAuthRefusal;
import dev.armature.metadata.json.Json;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;

/** Writes answers in the forms of OAuth (RFC 6749, 5.2; RFC 6750, 3). */
final class OAuthAnswers {

    private OAuthAnswers() {}

    /** One that nobody keeps. */
    static MutableHttpResponse<byte[]> of(ObjectNode body) {
        return Bodies.ok(body).header("Cache-Control", "no-store").header("Pragma", "no-cache");
    }

    static HttpResponse<byte[]> of(HttpRequest<?> request, OAuthRefusal refusal) {
        OAuthError error = refusal.error();
        ObjectNode body =
                Json.object()
                        .put("error", error.word())
                        .put("error_description", refusal.description());
        MutableHttpResponse<byte[]> response = of(body).status(HttpStatus.valueOf(error.status()));
        switch (error) {
            case INVALID_TOKEN, INSUFFICIENT_SCOPE ->
                    response.header(
                            "WWW-Authenticate",
                            "Bearer error=\"%s\", error_description=\"%s\""
                                    .formatted(error.word(), refusal.description()));
            case INVALID_CLIENT -> {
                if (request.getHeaders().contains("Authorization")) {
                    response.header("WWW-Authenticate", "Basic realm=\"armature\"");
                }
            }
            default -> {}
        }
        return response;
    }
}
