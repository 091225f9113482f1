package dev.armature.bench.handwritten;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Lets nobody in without a valid token. */
@ServerFilter({"/deals/**", "/accounts/**"})
final class TokenFilter {

    private static final String USER = "handwritten.user";
    private static final String SCHEME = "Bearer ";

    private final Tokens tokens;

    TokenFilter(Tokens tokens) {
        this.tokens = tokens;
    }

    @RequestFilter
    @Nullable HttpResponse<?> authenticate(HttpRequest<?> request) {
        String header = request.getHeaders().get("Authorization");
        UUID user =
                header == null || !header.startsWith(SCHEME)
                        ? null
                        : tokens.user(header.substring(SCHEME.length())).orElse(null);
        if (user == null) {
            return HttpResponse.unauthorized();
        }
        request.setAttribute(USER, user);
        return null;
    }

    static UUID user(HttpRequest<?> request) {
        return request.getAttribute(USER, UUID.class).orElseThrow();
    }
}
