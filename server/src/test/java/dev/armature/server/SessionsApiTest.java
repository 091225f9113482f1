package dev.armature.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Where somebody is signed in, how that is ended, and a person's change of their password. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SessionsApiTest {

    private static final String PASSWORD = "a long password";
    private static final String SESSIONS = "/api/v1/auth/sessions";

    private final TestPlatform platform = TestPlatform.shared();
    private ApiClient ann;
    private String slug;
    private String email;
    private String bobsId;

    @AfterAll
    void close() {
        platform.close();
    }

    @BeforeAll
    void aTenant() {
        ann = platform.newTenant();
        slug = ann.me("/tenant/slug");
    }

    @BeforeEach
    void aUser() {
        email = "bob" + System.nanoTime() + "@" + slug + ".example";
        bobsId =
                ann.create(
                        "/api/v1/users",
                        "{'name': 'Bob', 'email': '%s', 'password': '%s'}"
                                .formatted(email, PASSWORD));
    }

    private ApiClient.Answer login(String password, String... headers) {
        return platform.stranger()
                .post(
                        "/api/v1/auth/login",
                        "{'tenant': '%s', 'email': '%s', 'password': '%s'}"
                                .formatted(slug, email, password),
                        headers);
    }

    private ApiClient signedIn(String... headers) {
        return ann.withToken(login(PASSWORD, headers).json().get("access_token").textValue());
    }

    private static List<JsonNode> list(ApiClient client, String path) {
        return client.get(path).json().get("data").findParents("id");
    }

    private static String currentId(ApiClient client) {
        return list(client, SESSIONS).stream()
                .filter(session -> session.get("current").booleanValue())
                .findFirst()
                .orElseThrow()
                .get("id")
                .textValue();
    }

    @Test
    void aPersonSeesWhereTheyAreSignedIn() {
        ApiClient phone = signedIn("User-Agent", "Phone\u00e9 1.0");
        ApiClient laptop = signedIn("User-Agent", "Laptop 2.0");

        List<JsonNode> seen = list(laptop, SESSIONS);

        assertThat(seen).hasSize(2);
        JsonNode current = seen.getFirst();
        assertThat(current.get("userAgent").textValue()).isEqualTo("Laptop 2.0");
        assertThat(current.get("current").booleanValue()).isTrue();
        assertThat(current.get("address").textValue()).isIn("127.0.0.1", "0:0:0:0:0:0:0:1");
        assertThat(current.get("createdAt").textValue()).endsWith("Z");
        assertThat(current.get("lastUsedAt").textValue()).endsWith("Z");
        assertThat(seen.getLast().get("current").booleanValue()).isFalse();
        assertThat(currentId(phone)).isNotEqualTo(currentId(laptop));
    }

    @Test
    void oneSessionIsEndedAndNoOther() {
        JsonNode lost = login(PASSWORD).json();
        ApiClient phone = ann.withTokens(lost);
        ApiClient laptop = signedIn();

        assertThat(laptop.delete(SESSIONS + "/" + currentId(phone)).status()).isEqualTo(204);

        assertThat(
                        platform.stranger()
                                .post(
                                        "/api/v1/auth/refresh",
                                        "{'refresh_token': '"
                                                + lost.get("refresh_token").textValue()
                                                + "'}")
                                .code())
                .isEqualTo("invalid_refresh_token");
        phone.awaitOut();
        assertThat(list(laptop, SESSIONS)).hasSize(1);
    }

    @Test
    void allOthersAreEndedAtOnce() {
        ApiClient phone = signedIn();
        ApiClient tablet = signedIn();
        ApiClient laptop = signedIn();

        assertThat(laptop.delete(SESSIONS).status()).isEqualTo(204);

        phone.awaitOut();
        tablet.awaitOut();
        assertThat(list(laptop, SESSIONS)).hasSize(1);
    }

    @Test
    void nobodyEndsSessionsOfOthers() {
        ApiClient bob = signedIn();
        String annsSession = currentId(ann);
        ApiClient stranger = platform.newTenant();

        assertThat(bob.delete(SESSIONS + "/" + annsSession).status()).isEqualTo(404);
        assertThat(stranger.delete(SESSIONS + "/" + annsSession).status()).isEqualTo(404);
        assertThat(bob.get("/api/v1/users/" + bobsId + "/sessions").status()).isEqualTo(403);
        assertThat(bob.delete("/api/v1/users/" + bobsId + "/sessions").status()).isEqualTo(403);
        assertThat(stranger.get("/api/v1/users/" + bobsId + "/sessions").status()).isEqualTo(404);
        assertThat(stranger.delete("/api/v1/users/" + bobsId + "/sessions").status())
                .isEqualTo(404);
        assertThat(ann.get("/api/v1/me").status()).isEqualTo(200);
        assertThat(bob.get("/api/v1/me").status()).isEqualTo(200);
    }

    @Test
    void administratorsSeeAndEndSessionsOfUsers() {
        ApiClient phone = signedIn();
        ApiClient laptop = signedIn();
        String sessions = "/api/v1/users/" + bobsId + "/sessions";
        assertThat(list(ann, sessions))
                .hasSize(2)
                .noneSatisfy(session -> assertThat(session.get("current").booleanValue()).isTrue());

        assertThat(ann.delete(sessions + "/" + currentId(phone)).status()).isEqualTo(204);
        phone.awaitOut();
        assertThat(laptop.get("/api/v1/me").status()).isEqualTo(200);
        assertThat(ann.delete(sessions).status()).isEqualTo(204);
        laptop.awaitOut();
    }

    @Test
    void aPersonChangesTheirPasswordAndEveryOtherSessionEnds() {
        ApiClient phone = signedIn();
        ApiClient laptop = signedIn();

        assertThat(
                        laptop.post(
                                        "/api/v1/auth/password",
                                        "{'password': '%s', 'newPassword': 'quite another one'}"
                                                .formatted(PASSWORD))
                                .status())
                .isEqualTo(204);

        phone.awaitOut();
        assertThat(laptop.get("/api/v1/me").status()).isEqualTo(200);
        assertThat(login(PASSWORD).code()).isEqualTo("invalid_credentials");
        assertThat(login("quite another one").status()).isEqualTo(200);
    }

    @Test
    void whoDoesNotKnowThePasswordDoesNotChangeItHoweverOftenTheyTry() {
        ApiClient bob = signedIn();
        String attempt = "{'password': 'not the password', 'newPassword': 'quite another one'}";

        ApiClient.Answer wrong = bob.post("/api/v1/auth/password", attempt);
        assertThat(wrong.status()).isEqualTo(422);
        assertThat(wrong.errors()).containsExactly("/password wrong_password");
        assertThat(
                        bob.post(
                                        "/api/v1/auth/password",
                                        "{'password': '%s', 'newPassword': 'password1234'}"
                                                .formatted(PASSWORD))
                                .errors())
                .containsExactly("/newPassword too_common");
        for (int i = 0; i < 9; i++) {
            bob.post("/api/v1/auth/password", attempt);
        }
        ApiClient.Answer limited = bob.post("/api/v1/auth/password", attempt);
        assertThat(limited.status()).isEqualTo(429);
        assertThat(limited.header("Retry-After")).isNotNull();
        assertThat(login(PASSWORD).status()).isEqualTo(200);
    }
}
