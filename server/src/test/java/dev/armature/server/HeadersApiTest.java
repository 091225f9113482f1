package dev.armature.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What browsers are told of every answer, and which sites' pages may call. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HeadersApiTest {

    private static final String SITE = "https://headers.example";

    private final TestPlatform platform = TestPlatform.shared();
    private ApiClient ann;
    private ApiClient other;

    @BeforeAll
    void open() {
        ann = platform.newTenant();
        other = platform.newTenant();
    }

    @AfterAll
    void close() {
        platform.close();
    }

    @Test
    void everyAnswerSaysWhatBrowsersMayNotDoWithIt() {
        for (String path :
                List.of(
                        "/api/v1/me",
                        "/api/v1/nothing",
                        "/health/live",
                        "/oauth2/jwks",
                        "/",
                        "/x")) {
            ApiClient.Answer answer = ann.get(path);

            assertThat(answer.header("X-Content-Type-Options")).as(path).isEqualTo("nosniff");
            assertThat(answer.header("Referrer-Policy")).as(path).isEqualTo("no-referrer");
            assertThat(answer.header("X-Frame-Options")).as(path).isEqualTo("DENY");
            assertThat(answer.header("Cross-Origin-Opener-Policy"))
                    .as(path)
                    .isEqualTo("same-origin");
            assertThat(answer.header("Cross-Origin-Resource-Policy"))
                    .as(path)
                    .isEqualTo("same-origin");
            assertThat(answer.response().headers().allValues("Content-Security-Policy"))
                    .as(path)
                    .singleElement()
                    .asString()
                    .contains("frame-ancestors 'none'")
                    .doesNotContain("unsafe");
            assertThat(answer.header("Strict-Transport-Security"))
                    .as("the connection is not encrypted")
                    .isNull();
        }
        assertThat(ann.get("/api/v1/me").header("Cache-Control")).isEqualTo("no-store");
        assertThat(ann.get("/api/v1/me").header("Content-Security-Policy"))
                .startsWith("default-src 'none'");
    }

    @Test
    void headersOfTheClientAboutItselfAreNotBelieved() {
        assertThat(
                        ann.send(
                                        "GET",
                                        "/api/v1/me",
                                        null,
                                        null,
                                        "X-Forwarded-Proto",
                                        "https",
                                        "X-Forwarded-For",
                                        "192.0.2.7")
                                .header("Strict-Transport-Security"))
                .isNull();
    }

    // By hand: the client of the tests does not let anybody say where a request comes from.
    private String raw(String method, String path, String... headers) {
        URI url = URI.create(platform.url());
        // By a name: what runs on localhost is closed to pages of other sites by the framework.
        StringBuilder request =
                new StringBuilder(
                        method
                                + " "
                                + path
                                + " HTTP/1.1\r\nConnection: close\r\nHost: armature.example\r\n");
        for (String header : headers) {
            request.append(header).append("\r\n");
        }
        try (Socket socket = new Socket(url.getHost(), url.getPort())) {
            socket.getOutputStream()
                    .write((request + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
            BufferedReader lines =
                    new BufferedReader(
                            new InputStreamReader(
                                    socket.getInputStream(), StandardCharsets.ISO_8859_1));
            StringBuilder head = new StringBuilder();
            for (String line = lines.readLine();
                    line != null && !line.isEmpty();
                    line = lines.readLine()) {
                head.append(line.toLowerCase(Locale.ROOT)).append('\n');
            }
            return head.toString();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private String preflight(String origin) {
        return raw(
                "OPTIONS",
                "/api/v1/records/deal",
                "Origin: " + origin,
                "Access-Control-Request-Method: POST",
                "Access-Control-Request-Headers: authorization");
    }

    private String asked(ApiClient by, String origin) {
        return raw("GET", "/api/v1/me", "Origin: " + origin, "Authorization: Bearer " + by.token());
    }

    @Test
    void pagesOfASiteThatATenantNamesMayCallForThatTenantAlone() {
        String allowed = "access-control-allow-origin: " + SITE + "\n";
        assertThat(preflight(SITE)).doesNotContain("access-control-allow-origin");
        assertThat(asked(ann, SITE)).doesNotContain("access-control");

        assertThat(
                        ann.patch("/api/v1/tenant/sign-in", "{'origins': ['" + SITE + "']}")
                                .json()
                                .at("/origins/0")
                                .textValue())
                .isEqualTo(SITE);
        ApiClient.await(() -> preflight(SITE).contains(allowed));
        ApiClient.await(() -> asked(ann, SITE).contains(allowed));

        assertThat(preflight(SITE))
                .startsWith("http/1.1 204")
                .contains("access-control-allow-headers: authorization")
                .doesNotContain("credentials");
        assertThat(asked(ann, SITE)).startsWith("http/1.1 200").doesNotContain("credentials");
        assertThat(asked(ann, SITE)).contains("vary: origin");
        assertThat(asked(other, SITE)).doesNotContain("access-control-allow-origin");
        for (String stranger :
                List.of(
                        "https://evil.example",
                        SITE + ".evil.example",
                        "http://headers.example",
                        "null")) {
            assertThat(preflight(stranger)).doesNotContain("access-control-allow-origin");
            assertThat(asked(ann, stranger)).doesNotContain("access-control-allow-origin");
        }

        ann.patch("/api/v1/tenant/sign-in", "{'origins': []}");
        ApiClient.await(() -> !preflight(SITE).contains("access-control"));
        ApiClient.await(() -> !asked(ann, SITE).contains("access-control"));
    }

    @Test
    void onlyOriginsAreNamed() {
        for (String wrong :
                List.of(
                        "*",
                        "null",
                        "www.example.com",
                        SITE + "/",
                        "https://a.b/c",
                        "HTTPS://A.B")) {
            assertThat(
                            ann.patch("/api/v1/tenant/sign-in", "{'origins': ['" + wrong + "']}")
                                    .errors())
                    .as(wrong)
                    .containsExactly("/origins invalid_origin");
        }
    }
}
