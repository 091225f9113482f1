package dev.armature.server;

import static dev.armature.server.OAuthApp.error;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How long what the platform gives to people and to apps of others is good. */
class LifetimesTest {

    // One for each test: the database's clock stays where it is, however far this one is moved.
    private final MovableClock clock = new MovableClock();
    private final TestPlatform platform = new TestPlatform(clock, Map.of());
    private ApiClient ann;
    private OAuthApp app;

    @AfterEach
    void close() {
        platform.close();
    }

    @BeforeEach
    void aTenant() {
        ann = platform.newTenant();
        app = OAuthApp.register(platform, ann, "read offline_access");
    }

    @Test
    void aCodeIsGoodForAMinute() {
        String inTime = app.code(ann, "read");
        String late = app.code(ann, "read");

        clock.pass(Duration.ofSeconds(50));
        assertThat(app.exchange(inTime).status()).isEqualTo(200);
        clock.pass(Duration.ofSeconds(15));
        assertThat(error(app.exchange(late))).isEqualTo("400 invalid_grant");
    }

    @Test
    void aRefreshTokenIsGoodForThirtyDays() {
        String late = app.tokens(ann, "read offline_access").get("refresh_token").textValue();

        clock.pass(Duration.ofDays(30).plusMinutes(1));

        assertThat(error(app.refresh(late))).isEqualTo("400 invalid_grant");
    }

    @Test
    void anAppThatIsUsedAllTheTimeAsksAgainAfterAYear() {
        String token = app.tokens(ann, "read offline_access").get("refresh_token").textValue();
        for (int day = 28; day < 365; day += 28) {
            clock.pass(Duration.ofDays(28));
            ApiClient.Answer answer = app.refresh(token);
            assertThat(answer.status()).as("day " + day).isEqualTo(200);
            token = answer.json().get("refresh_token").textValue();
        }

        clock.pass(Duration.ofDays(2));

        assertThat(error(app.refresh(token))).isEqualTo("400 invalid_grant");
    }

    @Test
    void aPersonWhoIsThereEveryDaySignsInAgainAfterNinetyDays() {
        String slug = ann.me("/tenant/slug");
        String email = "bob@" + slug + ".example";
        ann.create(
                "/api/v1/users",
                "{'name': 'bob', 'email': '%s', 'password': 'a long password'}".formatted(email));
        String token =
                refreshToken(
                        platform.stranger()
                                .post(
                                        "/api/v1/auth/login",
                                        "{'tenant': '%s', 'email': '%s', 'password': 'a long password'}"
                                                .formatted(slug, email)));
        for (int day = 29; day < 90; day += 29) {
            clock.pass(Duration.ofDays(29));
            token = refreshToken(refreshed(token));
        }

        clock.pass(Duration.ofDays(4));

        assertThat(refreshed(token).code()).isEqualTo("invalid_refresh_token");
    }

    private ApiClient.Answer refreshed(String token) {
        return platform.stranger()
                .post("/api/v1/auth/refresh", "{'refresh_token': '" + token + "'}");
    }

    private static String refreshToken(ApiClient.Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        return answer.json().get("refresh_token").textValue();
    }
}
