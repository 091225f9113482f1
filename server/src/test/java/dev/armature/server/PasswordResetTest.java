package dev.armature.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A link to one's address gives a new password: once, for half an hour, and to nobody else. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PasswordResetTest {

    private static final String PASSWORD = "a long password";
    private static final String FRESH = "quite another one";

    private TestPlatform platform;
    private ApiClient ann;

    @BeforeAll
    void open() {
        platform = new TestPlatform();
        ann = platform.newTenant("acme");
        platform.newTenant("other");
    }

    @AfterAll
    void close() {
        platform.close();
    }

    private String user(String name) {
        String email = name + "@acme.example";
        ann.create(
                "/api/v1/users",
                "{'name': '%s', 'email': '%s', 'password': '%s'}".formatted(name, email, PASSWORD));
        return email;
    }

    private String id(String email) {
        return ann.get("/api/v1/users").json().get("data").findParents("email").stream()
                .filter(user -> user.get("email").textValue().equals(email))
                .findFirst()
                .orElseThrow()
                .get("id")
                .textValue();
    }

    private static ApiClient.Answer forget(TestPlatform at, String tenant, String email) {
        return at.stranger()
                .post(
                        "/api/v1/auth/forgotten",
                        "{'tenant': '%s', 'email': '%s'}".formatted(tenant, email));
    }

    private String linkOf(String email) {
        int before = platform.mail.to(email).size();
        assertThat(forget(platform, "acme", email).status()).isEqualTo(202);
        return platform.mail.await(email, before + 1).secret();
    }

    private ApiClient.Answer reset(String token, String password) {
        return platform.stranger()
                .post(
                        "/api/v1/auth/reset",
                        "{'token': '%s', 'password': '%s'}".formatted(token, password));
    }

    private ApiClient.Answer login(String email, String password) {
        return platform.stranger()
                .post(
                        "/api/v1/auth/login",
                        "{'tenant': 'acme', 'email': '%s', 'password': '%s'}"
                                .formatted(email, password));
    }

    @Test
    void aLinkGivesANewPasswordOnceAndEndsEverySession() {
        String email = user("bob");
        ApiClient.Answer session = login(email, PASSWORD);
        String token = linkOf(email);

        assertThat(reset(token, FRESH).status()).isEqualTo(204);

        assertThat(login(email, PASSWORD).status()).isEqualTo(401);
        assertThat(login(email, FRESH).status()).isEqualTo(200);
        assertThat(
                        platform.stranger()
                                .post(
                                        "/api/v1/auth/refresh",
                                        "{'refresh_token': '%s'}"
                                                .formatted(
                                                        session.json()
                                                                .get("refresh_token")
                                                                .textValue()))
                                .code())
                .isEqualTo("invalid_refresh_token");
        ApiClient before = ann.withTokens(session.json());
        before.awaitOut();
        assertThat(reset(token, "and one more try").code()).isEqualTo("invalid_link");
        assertThat(platform.mail.await(email, 2).subject())
                .isEqualTo("Your password for acme was changed");
        assertThat(
                        ann.get("/api/v1/audit?kind=password")
                                .json()
                                .get("data")
                                .findValuesAsText("kind"))
                .contains("password.forgotten", "password.reset");
        assertThat(ann.get("/api/v1/audit").body()).doesNotContain(token);
    }

    @Test
    void theAnswerIsTheSameWhoeverIsMeantAndOnlyUsersGetMail() {
        String email = user("carl");
        String off = user("off");
        ann.delete("/api/v1/users/" + id(off));
        List<ApiClient.Answer> answers =
                List.of(
                        forget(platform, "acme", email),
                        forget(platform, "acme", "nobody@acme.example"),
                        forget(platform, "acme", off),
                        forget(platform, "other", email),
                        forget(platform, "nowhere", email),
                        forget(platform, "acme", "no address\\r\\nBcc: eve@x.example"));

        assertThat(answers).extracting(ApiClient.Answer::status).containsOnly(202);
        assertThat(answers).extracting(ApiClient.Answer::body).containsOnly("");
        platform.mail.await(email, 1);
        String last = user("last");
        forget(platform, "acme", last);
        platform.mail.await(last, 1);
        assertThat(platform.mail.all())
                .extracting(Mailbox.Received::to)
                .doesNotContain("nobody@acme.example", off);
        assertThat(platform.mail.to(email)).hasSize(1);
    }

    @Test
    void aLinkLeadsWhereTheOperatorSaidWhateverTheRequestSays() throws IOException {
        String email = user("dora");
        String body = "{\"tenant\": \"acme\", \"email\": \"DORA@acme.example\"}";
        String[] host = platform.url().substring("http://".length()).split(":", -1);
        try (Socket socket = new Socket(host[0], Integer.parseInt(host[1]))) {
            socket.getOutputStream()
                    .write(
                            ("POST /api/v1/auth/forgotten HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: evil.example\r\n"
                                            + "Forwarded: host=evil.example\r\nReferer: https://evil.example/\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: "
                                            + body.length()
                                            + "\r\n\r\n"
                                            + body)
                                    .getBytes(StandardCharsets.US_ASCII));
            assertThat(
                            new String(
                                    socket.getInputStream().readAllBytes(),
                                    StandardCharsets.US_ASCII))
                    .startsWith("HTTP/1.1 202");
        }

        Mailbox.Received letter = platform.mail.await(email, 1);
        assertThat(letter.link()).startsWith(TestPlatform.URL + "/reset#");
        assertThat(letter.text()).doesNotContain("evil");
    }

    @Test
    void ofManyAtOnceOneUsesTheLink() {
        String token = linkOf(user("eve"));
        List<CompletableFuture<ApiClient.Answer>> answers =
                IntStream.range(0, 5)
                        .mapToObj(i ->
                                CompletableFuture.supplyAsync(
                                        () -> reset(token, "a password of try " + i)))
                        .toList();

        assertThat(answers.stream().map(CompletableFuture::join).map(ApiClient.Answer::status))
                .containsOnlyOnce(204)
                .allMatch(status -> status == 204 || status == 422);
    }

    @Test
    void oneLinkThatWasUsedEndsTheOthers() {
        String email = user("fay");
        String first = linkOf(email);
        String second = linkOf(email);

        assertThat(reset(second, FRESH).status()).isEqualTo(204);
        assertThat(reset(first, "and one more try").code()).isEqualTo("invalid_link");
    }

    @Test
    void aPasswordThatIsNotTakenLeavesTheLink() {
        String token = linkOf(user("gus"));

        assertThat(reset(token, "short").errors()).containsExactly("/password too_short");
        assertThat(reset(token, "gus@acme.example").errors())
                .containsExactly("/password too_common");
        assertThat(reset(token, FRESH).status()).isEqualTo(204);
    }

    @Test
    void aLinkWorksForHalfAnHour() {
        String email = user("hal");
        String token = linkOf(email);
        assertThat(
                        platform.update(
                                "update account_link set expires_at = expires_at - interval '30 minutes' where email = '"
                                        + email
                                        + "' and expires_at between now() + interval '28 minutes' and now() + interval '30 minutes'"))
                .isPositive();

        assertThat(reset(token, FRESH).code()).isEqualTo("invalid_link");
        assertThat(login(email, PASSWORD).status()).isEqualTo(200);
    }

    @Test
    void aLinkToAnAddressThatIsNoLongerTheirsOpensNothing() {
        String email = user("ida");
        String token = linkOf(email);
        ann.patch("/api/v1/users/" + id(email), "{'email': 'ida2@acme.example'}");

        assertThat(reset(token, FRESH).code()).isEqualTo("invalid_link");
    }

    @Test
    void whatIsNoLinkOfOursIsRefusedAlike() {
        String token = linkOf(user("jan"));
        String other = token.charAt(70) == 'A' ? "B" : "A";
        for (String wrong :
                List.of(
                        "x",
                        "A".repeat(86),
                        token.substring(0, 70) + other + token.substring(71),
                        token + "A",
                        token.substring(0, 40) + "AAAA" + token.substring(44))) {
            assertThat(reset(wrong, FRESH).code()).as(wrong).isEqualTo("invalid_link");
        }
        assertThat(reset(token, FRESH).status()).isEqualTo(204);
    }

    @Test
    void whoChangesTheirPasswordIsToldAndEndsTheLinks() {
        String email = user("kim");
        String token = linkOf(email);
        ApiClient kim = platform.signIn("acme", email, PASSWORD);
        assertThat(
                        kim.post(
                                        "/api/v1/auth/password",
                                        "{'password': '%s', 'newPassword': '%s'}"
                                                .formatted(PASSWORD, FRESH))
                                .status())
                .isEqualTo(204);

        assertThat(platform.mail.await(email, 2).subject())
                .isEqualTo("Your password for acme was changed");
        assertThat(reset(token, "and one more try").code()).isEqualTo("invalid_link");
    }

    @Test
    void anAccountGetsFiveLettersAtOnceAndAnAddressAsksForTwenty() {
        try (TestPlatform fresh = new TestPlatform()) {
            fresh.newTenant("acme");
            for (String email : List.of("ann@acme.example", "nobody@acme.example")) {
                List<ApiClient.Answer> answers =
                        IntStream.range(0, 6).mapToObj(i -> forget(fresh, "acme", email)).toList();
                assertThat(answers.subList(0, 5))
                        .extracting(ApiClient.Answer::status)
                        .containsOnly(202);
                assertThat(answers.getLast().code()).isEqualTo("too_many_requests");
                assertThat(answers.getLast().json().get("detail").textValue())
                        .contains("to have mail sent to this account");
            }
            List<ApiClient.Answer> others =
                    IntStream.range(0, 15)
                            .mapToObj(i -> forget(fresh, "acme", "a" + i + "@acme.example"))
                            .toList();
            assertThat(others.subList(0, 10))
                    .extracting(ApiClient.Answer::status)
                    .containsOnly(202);
            assertThat(others.getLast().json().get("detail").textValue())
                    .contains("to have mail sent from this address");
            List<ApiClient.Answer> guesses =
                    IntStream.range(0, 25)
                            .mapToObj(i ->
                                    fresh.stranger()
                                            .post(
                                                    "/api/v1/auth/reset",
                                                    "{'token': 'guess', 'password': 'a long password'}"))
                            .toList();
            assertThat(guesses.subList(0, 20))
                    .extracting(ApiClient.Answer::code)
                    .containsOnly("invalid_link");
            assertThat(guesses.getLast().status()).isEqualTo(429);
        }
    }
}
