package dev.armature.engine.oauth;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a request of OAuth, which come as a query or as a form. Those without a value
 * count as left out; unknown ones are ignored (RFC 6749, 3.1).
 *
 * @param repeated the names of those that came more than once, which is allowed of none
 */
public record Parameters(Map<String, String> values, Set<String> repeated) {

    public Parameters {
        values = Map.copyOf(values);
        repeated = Set.copyOf(repeated);
    }

    /** Takes apart a query or the body of a form. */
    public static Parameters parse(String text) {
        Map<String, String> values = new HashMap<>();
        Set<String> seen = new HashSet<>();
        Set<String> repeated = new HashSet<>();
        for (String part : text.split("&", -1)) {
            int equals = part.indexOf('=');
            String name = decode(equals < 0 ? part : part.substring(0, equals));
            String value = equals < 0 ? "" : decode(part.substring(equals + 1));
            if (!seen.add(name)) {
                repeated.add(name);
            }
            if (!value.isEmpty()) {
                values.putIfAbsent(name, value);
            }
        }
        return new Parameters(values, repeated);
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    /** What was given, or null. */
    public @Nullable String get(String name) {
        return values.get(name);
    }

    /**
     * @throws OAuthRefusal when it is left out
     */
    String required(String name) {
        String value = values.get(name);
        if (value == null) {
            throw new OAuthRefusal(OAuthError.INVALID_REQUEST, name + " is missing");
        }
        return value;
    }

    /**
     * @throws OAuthRefusal when any came more than once
     */
    void requireOnce() {
        if (!repeated.isEmpty()) {
            throw new OAuthRefusal(
                    OAuthError.INVALID_REQUEST, "a parameter is given more than once");
        }
    }
}
