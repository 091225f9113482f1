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
import io.netty.util.AsciiString;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What every answer carries, and how long each took. */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
@Order(-1_000)
final class CommonHeadersFilter {

    private static final String BEGUN = "armature.begun";

    private static final AsciiString REQUEST_ID = AsciiString.cached("X-Request-Id");

    /** What all answers have, written as it is sent, as it is written so often. */
    private static final List<Header> ALWAYS =
            List.of(
                    Header.of("X-Content-Type-Options", "nosniff"),
                    Header.of("Referrer-Policy", "no-referrer"),
                    Header.of("X-Frame-Options", "DENY"),
                    Header.of("Cross-Origin-Opener-Policy", "same-origin"),
                    Header.of(
                            "Permissions-Policy", "camera=(), microphone=(), payment=(), usb=()"));

    private static final Header RESOURCES =
            Header.of("Cross-Origin-Resource-Policy", "same-origin");

    /** What is no page needs nothing of what pages need. */
    private static final Header NO_PAGE =
            Header.of("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");

    private static final Header TWO_YEARS =
            Header.of("Strict-Transport-Security", "max-age=63072000");
    private static final Header NOT_KEPT = Header.of("Cache-Control", "no-store");

    private final MeterRegistry meters;
    private final Visitors visitors;
    private final Map<Served, Timer> timers = new ConcurrentHashMap<>();

    /** What a timer is kept of. There are few: methods that nobody knows are one, as are routes. */
    private record Served(HttpMethod method, @Nullable UriMatchTemplate route, int status) {}

    /** A header with the value that answers have which do not say otherwise. */
    private record Header(AsciiString name, AsciiString value) {

        static Header of(String name, String value) {
            return new Header(AsciiString.cached(name), AsciiString.cached(value));
        }

        void add(MutableHttpResponse<?> response) {
            response.header(name, value);
        }

        void addIfMissing(MutableHttpResponse<?> response) {
            if (response.getHeaders().get(name) == null) {
                add(response);
            }
        }
    }

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
        response.header(REQUEST_ID, Tracing.traceId(request));
        ALWAYS.forEach(header -> header.add(response));
        RESOURCES.addIfMissing(response);
        NO_PAGE.addIfMissing(response);
        if (visitors.isSecure(request)) {
            TWO_YEARS.add(response);
        }
        if (Paths.isApi(request.getPath())) {
            NOT_KEPT.addIfMissing(response);
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
