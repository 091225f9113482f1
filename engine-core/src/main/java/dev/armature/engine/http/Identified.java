package dev.armature.engine.http;

import dev.armature.engine.access.Caller;
import dev.armature.engine.identity.Entrant;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import io.micronaut.http.HttpRequest;
import java.util.Optional;
import java.util.UUID;

/** Who a request is from, as the authentication filter found. */
record Identified(Entrant entrant) {

    private static final String ATTRIBUTE = "armature.caller";

    void attach(HttpRequest<?> request) {
        request.setAttribute(ATTRIBUTE, this);
    }

    Caller caller() {
        return entrant.caller();
    }

    /** The session that the request came from; API keys are refused. */
    UUID session() {
        return entrant.requireSession();
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
