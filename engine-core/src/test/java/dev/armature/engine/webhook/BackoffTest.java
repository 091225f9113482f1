package dev.armature.engine.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is not taken is tried again ever more seldom, for three days. */
class BackoffTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    @Test
    void attemptsGoOnForThreeDaysAndThenEnd() {
        Duration whole = Backoff.DELAYS.stream().reduce(Duration.ZERO, Duration::plus);
        assertThat(whole).isBetween(Duration.ofDays(3), Duration.ofDays(4));
        assertThat(Backoff.DELAYS).isSorted();
        assertThat(Backoff.after(Backoff.DELAYS.size(), new Random(1))).isNotNull();
        assertThat(Backoff.after(Backoff.DELAYS.size() + 1, new Random(1))).isNull();
    }

    @Test
    void noneComesEarlierThanItShouldAndNotAllAtTheSameMoment() {
        Random random = new Random(1);
        for (int attempts = 1; attempts <= Backoff.DELAYS.size(); attempts++) {
            Duration least = Backoff.DELAYS.get(attempts - 1);
            Duration most = least.plusMillis((long) (least.toMillis() * Backoff.JITTER));
            Duration one = Objects.requireNonNull(Backoff.after(attempts, random));
            Duration other = Objects.requireNonNull(Backoff.after(attempts, random));
            assertThat(one).isBetween(least, most).isNotEqualTo(other);
        }
    }

    @Test
    void aWebhookRestsForAMinuteAtMost() {
        assertThat(Backoff.rest(1)).isEqualTo(Duration.ofSeconds(1));
        assertThat(Backoff.rest(2)).isEqualTo(Duration.ofSeconds(2));
        assertThat(Backoff.rest(1_000_000)).isEqualTo(Backoff.LONGEST_REST);
    }

    @Test
    void whatAReceiverAsksForIsHeededWithinADay() {
        assertThat(Backoff.asked("120", NOW)).isEqualTo(Duration.ofMinutes(2));
        assertThat(Backoff.asked("Sun, 1 Mar 2026 13:00:00 GMT", NOW))
                .isEqualTo(Duration.ofHours(1));
        assertThat(Backoff.asked("999999999", NOW)).isEqualTo(Backoff.LONGEST_ASKED);
        assertThat(Backoff.asked("Fri, 1 Jan 2100 00:00:00 GMT", NOW))
                .isEqualTo(Backoff.LONGEST_ASKED);
        for (String nothing : new String[] {"0", "-5", "soon", "", "99999999999999999999"}) {
            assertThat(Backoff.asked(nothing, NOW)).as(nothing).isNull();
        }
        assertThat(Backoff.asked("Sun, 1 Mar 2026 11:00:00 GMT", NOW)).isNull();
        assertThat(Backoff.asked(null, NOW)).isNull();
    }

    @Test
    void whatStrangersAnswerIsKeptAsOneShortLine() {
        assertThat(Messenger.excerpt("a\r\nb\u0000c\u202ed".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("a b c d");
        assertThat(Messenger.excerpt(new byte[] {(byte) 0xff, 'x'})).isEqualTo("\ufffdx");
        assertThat(Messenger.excerpt("x".repeat(5_000).getBytes(StandardCharsets.UTF_8)))
                .hasSize(Messenger.KEPT + 1)
                .endsWith("…");
        assertThat(Messenger.excerpt(" \n ".getBytes(StandardCharsets.UTF_8))).isNull();
    }
}
