package dev.armature.server;

import static dev.armature.server.OAuthApp.error;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** How long what the platform gives to apps of others is good. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OAuthTimeTest {

    private final MovableClock clock = new MovableClock();
    private final TestPlatform platform = new TestPlatform(clock, Map.of());
    private ApiClient ann;
    private OAuthApp app;

    @AfterAll
    void close() {
        platform.close();
    }

    // Each signs in at the time that it is by then.
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
}
