package dev.armature.engine.webhook;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** When something is tried again that was not taken. */
final class Backoff {

    /**
     * How long is waited after each attempt; after the one that follows the last it is given up.
     */
    static final List<Duration> DELAYS =
            List.of(
                    Duration.ofSeconds(5),
                    Duration.ofMinutes(1),
                    Duration.ofMinutes(5),
                    Duration.ofMinutes(30),
                    Duration.ofHours(2),
                    Duration.ofHours(5),
                    Duration.ofHours(10),
                    Duration.ofHours(14),
                    Duration.ofHours(18),
                    Duration.ofHours(24));

    /** How much longer than that it may be, so that not all come back at the same moment. */
    static final double JITTER = 0.2;

    /** The longest time for which a receiver may ask to be left alone. */
    static final Duration LONGEST_ASKED = Duration.ofDays(1);

    /** How long a webhook rests at most of which nothing was taken. */
    static final Duration LONGEST_REST = Duration.ofMinutes(1);

    private static final Duration FIRST_REST = Duration.ofSeconds(1);

    private Backoff() {}

    /** How long to wait after so many attempts; null when it is given up. */
    static @Nullable Duration after(int attempts, RandomGenerator random) {
        if (attempts > DELAYS.size()) {
            return null;
        }
        Duration delay = DELAYS.get(Math.max(0, attempts - 1));
        return delay.plusMillis((long) (delay.toMillis() * JITTER * random.nextDouble()));
    }

    /** How long a webhook rests when nothing was taken so many times in a row. */
    static Duration rest(int failures) {
        Duration rest = FIRST_REST.multipliedBy(1L << Math.clamp(failures - 1, 0, 10));
        return rest.compareTo(LONGEST_REST) < 0 ? rest : LONGEST_REST;
    }

    /** What a receiver asks for by Retry-After, within bounds; null for nothing that is meant. */
    static @Nullable Duration asked(@Nullable String header, Instant now) {
        Duration asked = header == null ? null : read(header.strip(), now);
        if (asked == null || asked.isNegative() || asked.isZero()) {
            return null;
        }
        return asked.compareTo(LONGEST_ASKED) < 0 ? asked : LONGEST_ASKED;
    }

    private static @Nullable Duration read(String header, Instant now) {
        try {
            return header.matches("[0-9]{1,9}")
                    ? Duration.ofSeconds(Long.parseLong(header))
                    : Duration.between(
                            now,
                            ZonedDateTime.parse(header, DateTimeFormatter.RFC_1123_DATE_TIME)
                                    .toInstant());
        } catch (DateTimeException e) {
            return null;
        }
    }
}
