package dev.armature.server.web;

import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Answers what is not the API: the web application's files, and its one page for every other
 * address, so that links into the application work. The page may load scripts and styles of this
 * origin alone.
 */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
final class WebApplicationFilter {

    private static final Set<String> NOT_PAGES =
            Set.of(
                    "/api",
                    "/oauth2",
                    "/saml2",
                    "/.well-known",
                    "/health",
                    "/metrics",
                    "/graphql",
                    "/graphql-ws",
                    "/scim",
                    "/ws",
                    "/errors");

    /** Pages whose addresses are secrets: no search engine lists them. */
    private static final List<String> OF_GUESTS = List.of("/f/", "/p/");

    private static final String PAGE = "/index.html";
    private static final String NONCE_PLACE = "__CSP_NONCE__";
    private static final SecureRandom RANDOM = new SecureRandom();

    private final WebFiles files = new WebFiles();

    @RequestFilter
    @Nullable HttpResponse<?> answer(HttpRequest<?> request) {
        String path = request.getPath();
        boolean reading =
                request.getMethod() == HttpMethod.GET || request.getMethod() == HttpMethod.HEAD;
        if (!reading || NOT_PAGES.contains(first(path))) {
            return null;
        }
        Optional<WebFiles.File> file =
                path.equals("/") || path.equals(PAGE) ? Optional.empty() : files.find(path);
        if (file.isPresent()) {
            return file(path, file.get());
        }
        boolean fileName =
                path.substring(path.lastIndexOf('/') + 1).contains(".") && !path.equals(PAGE);
        return fileName ? null : files.find(PAGE).map(page -> page(path, page)).orElse(null);
    }

    /** An address up to its second slash. */
    private static String first(String path) {
        int end = path.indexOf('/', 1);
        return end < 0 ? path : path.substring(0, end);
    }

    private static HttpResponse<?> file(String path, WebFiles.File file) {
        // The build names its assets after their content, so they never change.
        String caching =
                path.startsWith("/assets/") ? "public, max-age=31536000, immutable" : "no-cache";
        return HttpResponse.ok(file.content())
                .header("Content-Type", file.type())
                .header("Cache-Control", caching);
    }

    private static HttpResponse<?> page(String path, WebFiles.File file) {
        byte[] random = new byte[16];
        RANDOM.nextBytes(random);
        String nonce = Base64.getEncoder().encodeToString(random);
        MutableHttpResponse<byte[]> response =
                HttpResponse.ok(
                        file.text().replace(NONCE_PLACE, nonce).getBytes(StandardCharsets.UTF_8));
        if (OF_GUESTS.stream().anyMatch(path::startsWith)) {
            response.header("X-Robots-Tag", "noindex, nofollow");
        }
        return response.header("Content-Type", file.type())
                .header("Cache-Control", "no-store")
                .header(
                        "Content-Security-Policy",
                        "default-src 'self'; script-src 'self'; style-src 'self' 'nonce-"
                                + nonce
                                + "'; img-src 'self' data: blob:; "
                                + "connect-src 'self'; font-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'");
    }
}
