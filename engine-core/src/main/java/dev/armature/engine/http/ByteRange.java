package dev.armature.engine.http;

import io.micronaut.http.HttpRequest;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which bytes of a body are asked for (RFC 9110): all, or one range of them. Several ranges at once
 * are answered with all.
 *
 * @param from the first
 * @param length how many
 * @param isPart whether it is less than all
 */
record ByteRange(long from, long length, boolean isPart) {

    private static final Pattern RANGE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

    /** What a request asks for of a body; null when the body has no such bytes. */
    static @Nullable ByteRange of(HttpRequest<?> request, long size, String etag) {
        String condition = request.getHeaders().get("If-Range");
        String header = request.getHeaders().get("Range");
        ByteRange all = new ByteRange(0, size, false);
        if (header == null || (condition != null && !condition.strip().equals(etag))) {
            return all;
        }
        Matcher matcher = RANGE.matcher(header.strip());
        if (!matcher.matches() || (matcher.group(1).isEmpty() && matcher.group(2).isEmpty())) {
            return all;
        }
        if (matcher.group(1).isEmpty()) {
            long last = Math.min(size, Long.parseLong(matcher.group(2)));
            return last == 0 ? null : new ByteRange(size - last, last, true);
        }
        long from = Long.parseLong(matcher.group(1));
        long to = matcher.group(2).isEmpty() ? size - 1 : Long.parseLong(matcher.group(2));
        if (to < from && !matcher.group(2).isEmpty()) {
            return all;
        }
        return from >= size ? null : new ByteRange(from, Math.min(to, size - 1) - from + 1, true);
    }

    /** Whether the client says that it has the body already. */
    static boolean isKnown(HttpRequest<?> request, String etag) {
        String known = request.getHeaders().get("If-None-Match");
        return known != null
                && Arrays.stream(known.split(",", -1))
                        .map(String::strip)
                        .anyMatch(one ->
                                one.equals("*") || one.equals(etag) || one.equals("W/" + etag));
    }

    /** The header that says which bytes an answer has. */
    String header(long size) {
        return "bytes " + from + "-" + (from + length - 1) + "/" + size;
    }
}
