package dev.armature.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Who signs in from where they never did is told, and others are not troubled. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NewDeviceTest {

    private static final String PASSWORD = "a long password";

    private TestPlatform platform;
    private ApiClient ann;

    @BeforeAll
    void open() {
        platform = new TestPlatform();
        ann = platform.newTenant("acme");
    }

    @AfterAll
    void close() {
        platform.close();
    }

    private String user(String name) {
        String email = name + "@acme.example";
        ann.create(
                "/api/v1/users",
                "{'name': '%s', 'email': '%s', 'password': '%s', 'locale': 'ru'}"
                        .formatted(name, email, PASSWORD));
        return email;
    }

    private ApiClient.Answer login(String email, String password, String... headers) {
        return platform.stranger()
                .post(
                        "/api/v1/auth/login?session=cookie",
                        "{'tenant': 'acme', 'email': '%s', 'password': '%s'}"
                                .formatted(email, password),
                        headers);
    }

    /** Waits until all that was queued before is there. */
    private void settled() {
        String last = user("last" + platform.mail.all().size());
        login(last, PASSWORD);
        login(last, PASSWORD, "User-Agent", "other");
        platform.mail.await(last, 1);
    }

    @Test
    void aSignInFromElsewhereIsToldInTheLanguageOfItsUser() {
        String email = user("bob");
        login(email, PASSWORD, "User-Agent", "first/1.0");
        login(email, "not the password", "User-Agent", "wrong/1.0");
        login(email, PASSWORD, "User-Agent", "elsewhere/2.0 https://evil.example/x");

        Mailbox.Received letter = platform.mail.await(email, 1);
        assertThat(letter.subject()).isEqualTo("Новый вход в acme");
        assertThat(letter.text())
                .contains("127.0.0.1", "elsewhere/2.0")
                .doesNotContain("://evil", "evil.example");
        settled();
        assertThat(platform.mail.to(email)).hasSize(1);
    }

    @Test
    void theFirstOfAllSignInsAndOneAsBeforeAndOneInAKnownBrowserAreNoNews() {
        String email = user("carl");
        ApiClient.Answer first = login(email, PASSWORD, "User-Agent", "browser/1.0");
        login(email, PASSWORD, "User-Agent", "browser/1.0");
        String mark = first.cookie("armature_device");
        assertThat(login(email, PASSWORD, "User-Agent", "browser/2.0", "Cookie", mark).status())
                .isEqualTo(200);

        settled();
        assertThat(platform.mail.to(email)).isEmpty();
    }
}
