package dev.armature.engine.http;

import io.micronaut.http.HttpRequest;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The id by which a request is followed: the trace of its W3C traceparent, or a new one. */
final class Tracing {

    private static final String ATTRIBUTE = "armature.trace";
    private static final Pattern TRACEPARENT =
            Pattern.compile("[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}.{0,200}");
    private static final String INVALID = "0".repeat(32);
    private static final HexFormat HEX = HexFormat.of();

    private Tracing() {}

    static String traceId(HttpRequest<?> request) {
        return request.getAttribute(ATTRIBUTE, String.class).orElseGet(() -> begin(request));
    }

    private static String begin(HttpRequest<?> request) {
        String given = request.getHeaders().get("traceparent");
        String id = given == null ? fresh() : traceOf(given);
        request.setAttribute(ATTRIBUTE, id);
        return id;
    }

    private static String traceOf(String traceparent) {
        Matcher matcher = TRACEPARENT.matcher(traceparent);
        return matcher.matches() && !matcher.group(1).equals(INVALID) ? matcher.group(1) : fresh();
    }

    // Not a secret: it has to be another one, not one that nobody can guess.
    private static String fresh() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return HEX.toHexDigits(random.nextLong()) + HEX.toHexDigits(random.nextLong());
    }
}
