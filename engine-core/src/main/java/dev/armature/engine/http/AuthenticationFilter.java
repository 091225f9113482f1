package dev.armature.engine.http;

import dev.armature.engine.access.Caller;
import dev.armature.engine.identity.AccessTokens;
import dev.armature.engine.identity.Callers;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.scheduling.TaskExecutors;
import jakarta.inject.Named;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

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
    private final Executor blocking;

    AuthenticationFilter(
            AccessTokens tokens,
            Callers callers,
            @Named(TaskExecutors.BLOCKING) ExecutorService blocking) {
        this.tokens = tokens;
        this.callers = callers;
        this.blocking = blocking;
    }

    /** Whoever is known goes on at once; only who has to be looked up costs a change of threads. */
    @RequestFilter
    CompletableFuture<HttpRequest<?>> authenticate(HttpRequest<?> request) {
        if (OPEN.contains(request.getMethodName() + " " + request.getPath())) {
            return CompletableFuture.completedFuture(request);
        }
        String token = token(request);
        Identified known = known(token);
        if (known != null) {
            known.attach(request);
            return CompletableFuture.completedFuture(request);
        }
        return CompletableFuture.supplyAsync(
                () -> {
                    identify(token).attach(request);
                    return request;
                },
                blocking);
    }

    private static String token(HttpRequest<?> request) {
        // Of two, a proxy before the platform might have looked at the other.
        List<String> headers = request.getHeaders().getAll("Authorization");
        String header = headers.size() == 1 ? headers.getFirst() : null;
        if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            throw new EngineException(
                    ErrorCode.UNAUTHENTICATED, "Send an access token as Authorization: Bearer …");
        }
        return header.substring(SCHEME.length()).strip();
    }

    private @Nullable Identified known(String token) {
        AccessTokens.Claims claims = tokens.known(token).orElse(null);
        Caller caller = claims == null ? null : callers.known(claims).orElse(null);
        return claims == null || caller == null ? null : new Identified(caller, claims);
    }

    private Identified identify(String token) {
        AccessTokens.Claims claims =
                tokens.verify(token).orElseThrow(AuthenticationFilter::refused);
        return new Identified(
                callers.find(claims).orElseThrow(AuthenticationFilter::refused), claims);
    }

    private static EngineException refused() {
        return new EngineException(
                ErrorCode.UNAUTHENTICATED,
                "The access token is not valid, or not any more; sign in again");
    }
}
