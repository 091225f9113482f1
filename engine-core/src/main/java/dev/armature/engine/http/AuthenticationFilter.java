package dev.armature.engine.http;

import dev.armature.engine.federation.SamlSignIn;
import dev.armature.engine.identity.Entrances;
import dev.armature.engine.identity.Entrant;
import dev.armature.engine.identity.Scopes;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.scheduling.TaskExecutors;
import jakarta.inject.Named;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.regex.Pattern;

/**
 * Lets nobody into the API without a valid token, except to the few addresses by which one becomes
 * somebody. Those are named in full, method and path; all else is closed.
 *
 * <p>It looks at the path itself: as long as each filter matches everything, Micronaut keeps one
 * list of them and does not put one together for each request.
 */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
final class AuthenticationFilter {

    private static final String SCHEME = "Bearer ";
    private static final Set<String> OPEN =
            Set.of(
                    "POST /api/v1/tenants",
                    "POST /api/v1/auth/login",
                    "POST /api/v1/auth/refresh",
                    "POST /api/v1/auth/forgotten",
                    "POST /api/v1/auth/reset",
                    "POST /api/v1/auth/passkeys/options",
                    "POST /api/v1/auth/passkeys/login",
                    "POST /api/v1/oauth/requests",
                    "GET /api/v1/auth/providers",
                    "POST /api/v1/auth/providers/begin",
                    "POST /api/v1/auth/providers/finish",
                    "POST /api/v1/auth/email/confirm",
                    "POST /api/v1/auth/email/return",
                    "POST /api/v1/auth/invitation",
                    "POST /api/v1/auth/invitation/accept",
                    "POST /api/v1/public/forms/look",
                    "POST /api/v1/public/forms/files",
                    "POST /api/v1/public/forms/answer",
                    "POST /api/v1/public/links/look",
                    "POST /api/v1/public/links/file");

    /** What who lacks the second factor that their tenant asks for may still do. */
    private static final Pattern ON_THE_WAY_IN = Pattern.compile("/api/v1/(me|auth/.*)");

    private final Entrances entrances;
    private final OperatorEntrance operators;
    private final RequestLimits limits;
    private final Executor blocking;

    AuthenticationFilter(
            Entrances entrances,
            OperatorEntrance operators,
            RequestLimits limits,
            @Named(TaskExecutors.BLOCKING) ExecutorService blocking) {
        this.entrances = entrances;
        this.operators = operators;
        this.limits = limits;
        this.blocking = blocking;
    }

    /** Whoever is known goes on at once; only who has to be looked up costs a change of threads. */
    @RequestFilter
    CompletableFuture<HttpRequest<?>> authenticate(HttpRequest<?> request) {
        String path = request.getPath();
        if (path.startsWith(SamlSignIn.ADDRESSES + "/")) {
            return counted(request);
        }
        if (!Paths.isApi(path)) {
            return CompletableFuture.completedFuture(request);
        }
        if (path.startsWith(OperatorEntrance.ADDRESSES)) {
            return operators.authenticate(request).toCompletableFuture();
        }
        if (isOpen(request.getMethodName(), path)) {
            return counted(request);
        }
        Optional<String> token = token(request);
        if (token.isEmpty()) {
            return refuse(request, "Send an access token or an API key as Authorization: Bearer …")
                    .toCompletableFuture();
        }
        Entrant known = entrances.known(token.get()).orElse(null);
        return (known == null ? lookUp(request, token.get()) : letIn(request, known))
                .toCompletableFuture();
    }

    private CompletableFuture<HttpRequest<?>> counted(HttpRequest<?> request) {
        return limits.countStranger(request)
                .<HttpRequest<?>>thenApply(counted -> request)
                .toCompletableFuture();
    }

    private static boolean isOpen(String method, String path) {
        return OPEN.contains(method + " " + path)
                || (Paths.isFileLink(path) && (method.equals("GET") || method.equals("HEAD")));
    }

    // Where many keys were shown that do not hold, none is looked up; a signature needs no look.
    private CompletionStage<HttpRequest<?>> lookUp(HttpRequest<?> request, String token) {
        CompletionStage<Boolean> looked =
                Entrances.isGuessable(token)
                        ? limits.lookAtStranger(request)
                        : CompletableFuture.completedStage(true);
        return looked.thenApplyAsync(allowed -> entrances.find(token), blocking)
                .thenCompose(found ->
                        found.isPresent()
                                ? letIn(request, found.get())
                                : refuse(
                                        request,
                                        "The access token or API key is not valid, or not any more"));
    }

    private CompletionStage<HttpRequest<?>> letIn(HttpRequest<?> request, Entrant entrant) {
        return limits.count(request, entrant)
                .thenApply(counted -> {
                    identify(request, entrant);
                    return request;
                });
    }

    private static void identify(HttpRequest<?> request, Entrant entrant) {
        Scopes scopes = entrant.scopes();
        if (scopes != null) {
            KeyScopes.require(request, scopes);
        }
        if (entrant.actor() != null) {
            SeeingAs.require(request);
        }
        if (entrant.lacksSecondFactor() && !ON_THE_WAY_IN.matcher(request.getPath()).matches()) {
            throw new EngineException(
                    ErrorCode.SECOND_FACTOR_SETUP_REQUIRED,
                    ErrorCode.SECOND_FACTOR_SETUP_REQUIRED.title());
        }
        new Identified(entrant).attach(request);
    }

    static Optional<String> token(HttpRequest<?> request) {
        // Of two, a proxy before the platform might have looked at the other.
        List<String> headers = request.getHeaders().getAll("Authorization");
        String header = headers.size() == 1 ? headers.getFirst() : null;
        return header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                ? Optional.empty()
                : Optional.of(header.substring(SCHEME.length()).strip());
    }

    private CompletionStage<HttpRequest<?>> refuse(HttpRequest<?> request, String detail) {
        return limits.countStranger(request)
                .thenApply(counted -> {
                    throw new EngineException(ErrorCode.UNAUTHENTICATED, detail);
                });
    }
}
