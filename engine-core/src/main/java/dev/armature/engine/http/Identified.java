package dev.armature.engine.http;

import dev.armature.engine.access.Caller;
import dev.armature.engine.identity.AccessTokens;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import io.micronaut.http.HttpRequest;
import java.util.Optional;

/** Who a request is from, as the authentication filter found. */
record Identified(Caller caller, AccessTokens.Claims claims) {

    private static final String ATTRIBUTE = "armature.caller";

    void attach(HttpRequest<?> request) {
        request.setAttribute(ATTRIBUTE, this);
    }

    static Optional<Identified> find(HttpRequest<?> request) {
        return request.getAttribute(ATTRIBUTE, Identified.class);
    }

    static Identified of(HttpRequest<?> request) {
        return find(request)
                .orElseThrow(() ->
                        new EngineException(
                                ErrorCode.UNAUTHENTICATED, ErrorCode.UNAUTHENTICATED.title()));
    }
}
