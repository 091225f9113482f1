package dev.armature.engine.http;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micronaut.core.annotation.Order;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.http.uri.UriMatchTemplate;
import io.micronaut.web.router.RouteAttributes;
import io.micronaut.web.router.UriRouteMatch;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What every answer carries, and how long each took. */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
@Order(-1_000)
final class CommonHeadersFilter {

    private static final String BEGUN = "armature.begun";
    private static final String POLICY = "Content-Security-Policy";

    /** What is no page needs nothing of what pages need. */
    private static final String NO_PAGE = "default-src 'none'; frame-ancestors 'none'";

    private static final String TWO_YEARS = "max-age=63072000";

    private final MeterRegistry meters;
    private final Visitors visitors;
    private final Map<Served, Timer> timers = new ConcurrentHashMap<>();

    /** What a timer is kept of. There are few: methods that nobody knows are one, as are routes. */
    private record Served(HttpMethod method, @Nullable UriMatchTemplate route, int status) {}

    CommonHeadersFilter(MeterRegistry meters, Visitors visitors) {
        this.meters = meters;
        this.visitors = visitors;
    }

    @RequestFilter
    void begin(HttpRequest<?> request) {
        request.setAttribute(BEGUN, System.nanoTime());
        Tracing.traceId(request);
    }

    @ResponseFilter
    void finish(HttpRequest<?> request, MutableHttpResponse<?> response) {
        response.header("X-Request-Id", Tracing.traceId(request));
        response.header("X-Content-Type-Options", "nosniff");
        response.header("Referrer-Policy", "no-referrer");
        response.header("X-Frame-Options", "DENY");
        response.header("Cross-Origin-Opener-Policy", "same-origin");
        response.header("Permissions-Policy", "camera=(), microphone=(), payment=(), usb=()");
        if (response.getHeaders().get("Cross-Origin-Resource-Policy") == null) {
            response.header("Cross-Origin-Resource-Policy", "same-origin");
        }
        if (response.getHeaders().get(POLICY) == null) {
            response.header(POLICY, NO_PAGE);
        }
        if (visitors.isSecure(request)) {
            response.header("Strict-Transport-Security", TWO_YEARS);
        }
        if (Paths.isApi(request.getPath()) && response.getHeaders().get("Cache-Control") == null) {
            response.header("Cache-Control", "no-store");
        }
        RequestLimits.tell(request, response);
        request.getAttribute(BEGUN, Long.class)
                .ifPresent(begun ->
                        timer(request, response)
                                .record(Duration.ofNanos(System.nanoTime() - begun)));
    }

    private Timer timer(HttpRequest<?> request, MutableHttpResponse<?> response) {
        // The route, not the path: a label must have few values, and none of a tenant's.
        UriMatchTemplate route =
                RouteAttributes.getRouteMatch(request).orElse(null)
                                instanceof UriRouteMatch<?, ?> match
                        ? match.getRouteInfo().getUriMatchTemplate()
                        : null;
        return timers.computeIfAbsent(
                new Served(request.getMethod(), route, response.code()), this::timer);
    }

    private Timer timer(Served served) {
        return Timer.builder("http.server.requests")
                .tag("method", served.method.name())
                .tag("route", served.route == null ? "none" : served.route.toPathString())
                .tag("status", Integer.toString(served.status))
                .publishPercentileHistogram()
                .register(meters);
    }
}
