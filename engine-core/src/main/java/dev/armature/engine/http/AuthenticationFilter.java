package dev.armature.engine.http;

import dev.armature.engine.identity.AccessTokens;
import dev.armature.engine.identity.Callers;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.List;
import java.util.Set;

/**
 * Lets nobody into the API without a valid token, except to the few addresses by which one becomes
 * somebody. Those are named in full, method and path; all else is closed.
 */
@ServerFilter("/api/**")
final class AuthenticationFilter {

    private static final String SCHEME = "Bearer ";
    private static final Set<String> OPEN =
            Set.of("POST /api/v1/tenants", "POST /api/v1/auth/login", "POST /api/v1/auth/refresh");

    private final AccessTokens tokens;
    private final Callers callers;

    AuthenticationFilter(AccessTokens tokens, Callers callers) {
        this.tokens = tokens;
        this.callers = callers;
    }

    @RequestFilter
    @ExecuteOn(TaskExecutors.BLOCKING)
    void authenticate(HttpRequest<?> request) {
        if (OPEN.contains(request.getMethodName() + " " + request.getPath())) {
            return;
        }
        // Of two, a proxy before the platform might have looked at the other.
        List<String> headers = request.getHeaders().getAll("Authorization");
        String header = headers.size() == 1 ? headers.getFirst() : null;
        if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            throw new EngineException(
                    ErrorCode.UNAUTHENTICATED, "Send an access token as Authorization: Bearer …");
        }
        AccessTokens.Claims claims =
                tokens.verify(header.substring(SCHEME.length()).strip())
                        .orElseThrow(AuthenticationFilter::refused);
        new Identified(callers.find(claims).orElseThrow(AuthenticationFilter::refused), claims)
                .attach(request);
    }

    private static EngineException refused() {
        return new EngineException(
                ErrorCode.UNAUTHENTICATED,
                "The access token is not valid, or not any more; sign in again");
    }
}
