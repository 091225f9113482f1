package dev.armature.engine.http;

import dev.armature.engine.identity.Origins;
import io.micronaut.core.annotation.Order;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.scheduling.TaskExecutors;
import jakarta.inject.Named;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * Lets pages of other sites call the API and get tokens for it, where the tenant names the site.
 * Cookies are never taken from them. To all others browsers show nothing of the answers.
 */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
@Order(-900)
final class CrossOriginFilter {

    private static final int MAX_ORIGIN = 300;
    private static final String ALLOW_ORIGIN = "Access-Control-Allow-Origin";

    private final Origins origins;
    private final Executor blocking;

    CrossOriginFilter(Origins origins, @Named(TaskExecutors.BLOCKING) ExecutorService blocking) {
        this.origins = origins;
        this.blocking = blocking;
    }

    /** Answers a browser that asks whether it may ask. */
    @RequestFilter
    @Nullable CompletableFuture<Optional<HttpResponse<?>>> preflight(HttpRequest<?> request) {
        if (request.getMethod() != HttpMethod.OPTIONS
                || request.getHeaders().get("Access-Control-Request-Method") == null) {
            return null;
        }
        String origin = foreign(request);
        return origin == null
                ? null
                : CompletableFuture.supplyAsync(
                        () ->
                                Optional.of(origin)
                                        .filter(origins::allowedByAnybody)
                                        .map(CrossOriginFilter::mayAsk),
                        blocking);
    }

    private static HttpResponse<?> mayAsk(String origin) {
        return HttpResponse.noContent()
                .header(ALLOW_ORIGIN, origin)
                .header("Access-Control-Allow-Methods", "GET, HEAD, POST, PUT, PATCH, DELETE")
                .header(
                        "Access-Control-Allow-Headers",
                        "Authorization, Content-Type, If-Match, Idempotency-Key, traceparent, "
                                + Tus.REQUEST_HEADERS)
                .header("Access-Control-Max-Age", "600")
                .header("Vary", "Origin");
    }

    @ResponseFilter
    @Nullable CompletableFuture<Optional<MutableHttpResponse<?>>> allow(
            HttpRequest<?> request, MutableHttpResponse<?> response) {
        String origin = foreign(request);
        if (origin == null || response.getHeaders().get(ALLOW_ORIGIN) != null) {
            return null;
        }
        return CompletableFuture.supplyAsync(
                () -> {
                    response.header("Vary", "Origin");
                    if (isAllowed(request, origin)) {
                        response.header(ALLOW_ORIGIN, origin)
                                .header(
                                        "Access-Control-Expose-Headers",
                                        "ETag, Location, Retry-After, X-Request-Id, "
                                                + Tus.ANSWER_HEADERS);
                    }
                    return Optional.empty();
                },
                blocking);
    }

    private boolean isAllowed(HttpRequest<?> request, String origin) {
        return Identified.find(request)
                .map(identified -> origins.allowedBy(identified.caller().tenantId(), origin))
                .orElseGet(() -> origins.allowedByAnybody(origin));
    }

    /** The site whose page asks for data, if it is not this platform's own. */
    private static @Nullable String foreign(HttpRequest<?> request) {
        return isForOthers(request.getPath()) ? site(request) : null;
    }

    /** The site whose page a request comes from, if it is not this platform's own. */
    static @Nullable String site(HttpRequest<?> request) {
        String origin = request.getHeaders().get("Origin");
        if (origin == null || origin.length() > MAX_ORIGIN) {
            return null;
        }
        String host = request.getHeaders().get("Host");
        return host != null && origin.endsWith("://" + host) ? null : origin;
    }

    private static boolean isForOthers(String path) {
        return Paths.isApi(path) || path.startsWith("/oauth2/");
    }
}
