package dev.armature.engine.form;

import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * What a form's page is given when it is opened: nobody fills a form in within a moment, and a page
 * that was left open for days is opened again. Thread-safe.
 */
final class FormTicket {

    /** How long it takes at least to fill a form in. */
    static final Duration LEAST = Duration.ofSeconds(3);

    /** How long one may take. */
    static final Duration MOST = Duration.ofDays(1);

    private static final String PURPOSE = "ticket";

    private final FormSeal seal;
    private final Clock clock;

    FormTicket(FormSeal seal, Clock clock) {
        this.seal = seal;
        this.clock = clock;
    }

    String issue(UUID form) {
        return seal.seal(form, PURPOSE, Long.toString(clock.millis()));
    }

    /**
     * Refuses what comes too early or too late, or was never given.
     *
     * @throws EngineException {@code too_many_requests} with the time to wait, {@code
     *     state_conflict}
     */
    void require(UUID form, String ticket) {
        String opened = seal.open(form, PURPOSE, ticket);
        Duration age =
                opened == null
                        ? MOST
                        : Duration.between(
                                Instant.ofEpochMilli(Long.parseLong(opened)), clock.instant());
        if (age.compareTo(MOST) >= 0) {
            throw new EngineException(
                    ErrorCode.STATE_CONFLICT,
                    "The form was opened too long ago; open it again and send it");
        }
        if (age.compareTo(LEAST) < 0) {
            throw EngineException.limited(
                    "The form was sent within " + LEAST.toSeconds() + " seconds of being opened",
                    LEAST.minus(age));
        }
    }
}
