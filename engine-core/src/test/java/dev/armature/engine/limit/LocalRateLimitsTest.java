package dev.armature.engine.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Counting in this process. */
class LocalRateLimitsTest extends RateLimitsContract {

    private final RateLimits limits = new LocalRateLimits();

    @Override
    RateLimits limits() {
        return limits;
    }

    @Test
    void aLimitFillsUpEvenlyOnAClockThatTheTestMoves() {
        AtomicLong micros = new AtomicLong(-5_000_000);
        RateLimits moved = new LocalRateLimits(micros::get);
        List<Charge> charges = List.of(new Charge(new Subject.OfAddress("192.0.2.1"), 6));
        for (int i = 0; i < 6; i++) {
            assertThat(verdict(moved, charges).left()).isEqualTo(5 - i);
        }
        assertThat(verdict(moved, charges).retryAfter()).isEqualTo(Duration.ofSeconds(10));
        assertThat(verdict(moved, charges).full()).isEqualTo(Duration.ofSeconds(60));

        micros.addAndGet(9_999_999);
        assertThat(verdict(moved, charges).retryAfter()).isEqualTo(Duration.ofNanos(1_000));
        micros.addAndGet(1);
        assertThat(verdict(moved, charges).isAllowed()).isTrue();

        micros.addAndGet(Duration.ofHours(1).toNanos() / 1_000);
        assertThat(verdict(moved, charges).left()).as("a minute's worth, never more").isEqualTo(5);
    }

    private static Verdict verdict(RateLimits limits, List<Charge> charges) {
        return limits.take(charges).toCompletableFuture().join();
    }
}
