package dev.armature.engine.http;

import dev.armature.engine.identity.Visitor;
import io.micronaut.context.annotation.Property;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.cookie.Cookie;
import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.List;

/**
 * Who stands at the door. Behind proxies the address is the one that the outermost of them saw:
 * what a client writes into {@code X-Forwarded-For} itself stands further to the left and is not
 * looked at.
 */
@Singleton
final class Visitors {

    static final String DEVICE_COOKIE = "armature_device";

    private final int proxies;

    /**
     * @param proxies how many proxies of the operator's own stand before the platform
     */
    Visitors(@Property(name = "armature.proxies", defaultValue = "0") int proxies) {
        this.proxies = proxies;
    }

    Visitor of(HttpRequest<?> request) {
        return new Visitor(
                address(request),
                request.getHeaders().get("User-Agent"),
                request.getCookies().findCookie(DEVICE_COOKIE).map(Cookie::getValue).orElse(null));
    }

    private String address(HttpRequest<?> request) {
        String direct = request.getRemoteAddress().getAddress().getHostAddress();
        if (proxies == 0) {
            return direct;
        }
        List<String> forwarded = forwarded(request, "X-Forwarded-For");
        return forwarded.size() < proxies ? direct : forwarded.get(forwarded.size() - proxies);
    }

    /** Whether the client's connection is encrypted, be it by a proxy. */
    boolean isSecure(HttpRequest<?> request) {
        if (request.isSecure() || proxies == 0) {
            return request.isSecure();
        }
        List<String> forwarded = forwarded(request, "X-Forwarded-Proto");
        return !forwarded.isEmpty() && forwarded.getLast().equals("https");
    }

    private static List<String> forwarded(HttpRequest<?> request, String header) {
        return request.getHeaders().getAll(header).stream()
                .flatMap(value -> Arrays.stream(value.split(",", -1)))
                .map(String::strip)
                .filter(value -> value.length() <= 100 && !value.isEmpty())
                .toList();
    }
}
