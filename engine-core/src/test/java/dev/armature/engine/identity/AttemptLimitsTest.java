package dev.armature.engine.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How often somebody may be wrong, on a clock that the test moves. */
class AttemptLimitsTest {

    private Instant now = Instant.parse("2026-01-31T12:00:00Z");
    private final AttemptLimits limits =
            new AttemptLimits(
                    new Clock() {
                        @Override
                        public ZoneId getZone() {
                            return ZoneOffset.UTC;
                        }

                        @Override
                        public Clock withZone(ZoneId zone) {
                            return this;
                        }

                        @Override
                        public Instant instant() {
                            return now;
                        }
                    });

    private final List<AttemptLimits.Key> account =
            List.of(AttemptLimits.Limit.ACCOUNT.of("acme", "ann@acme.example"));

    private EngineException refused(List<AttemptLimits.Key> keys) {
        return catchThrowableOfType(EngineException.class, () -> limits.take(keys));
    }

    @Test
    void afterTenAttemptsThereIsOneMoreEveryNinetySeconds() {
        for (int i = 0; i < 10; i++) {
            limits.take(account);
        }
        EngineException refusal = refused(account);
        assertThat(refusal.code()).isEqualTo(ErrorCode.TOO_MANY_REQUESTS);
        assertThat(refusal.retryAfter()).isEqualTo(Duration.ofSeconds(90));

        now = now.plusSeconds(89);
        assertThat(refused(account).retryAfter()).isEqualTo(Duration.ofSeconds(1));
        now = now.plusSeconds(1);
        limits.take(account);
        assertThat(refused(account)).isNotNull();
    }

    @Test
    void anotherAccountAndTheSameNameInAnotherTenantCountByThemselves() {
        for (int i = 0; i < 10; i++) {
            limits.take(account);
        }

        assertThatCode(() ->
                        limits.take(
                                List.of(
                                        AttemptLimits.Limit.ACCOUNT.of(
                                                "other", "ann@acme.example"))))
                .doesNotThrowAnyException();
        assertThatCode(() ->
                        limits.take(
                                List.of(
                                        AttemptLimits.Limit.ACCOUNT.of(
                                                "acme", "bob@acme.example"))))
                .doesNotThrowAnyException();
    }

    @Test
    void anAttemptThatOneLimitRefusesCountsWithNone() {
        AttemptLimits.Key address = AttemptLimits.Limit.ADDRESS.of("192.0.2.1");
        for (int i = 0; i < 10; i++) {
            limits.take(account);
        }
        for (int i = 0; i < 500; i++) {
            assertThat(refused(List.of(address, account.getFirst()))).isNotNull();
        }

        for (int i = 0; i < 100; i++) {
            limits.take(List.of(address));
        }
        assertThat(refused(List.of(address)).detail()).contains("from this address");
    }

    @Test
    void aClockThatIsSetBackGivesNothing() {
        for (int i = 0; i < 10; i++) {
            limits.take(account);
        }
        now = now.minus(Duration.ofHours(1));

        assertThat(refused(account)).isNotNull();
    }

    @Test
    void whatIsGivenBackIsNeverMoreThanThereWas() {
        limits.giveBack(account);
        for (int i = 0; i < 10; i++) {
            limits.take(account);
        }

        assertThat(refused(account)).isNotNull();
    }
}
