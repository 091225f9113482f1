package dev.armature.engine.erasure;

import dev.armature.engine.recurring.Recurring;
import dev.armature.metadata.problem.EngineException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Erases the tenants whose administrators asked for it, when it is due: shuts each first, and
 * erases it once every node knows. A tenant that an operator has suspended waits until it works
 * again: so an operator can stop an erasure that somebody asked for who should not have.
 */
public final class DueErasures implements AutoCloseable {

    /** How long a tenant has been shut before it is erased: nodes know within two seconds. */
    public static final Duration SETTLED = Duration.ofMinutes(1);

    private static final Logger LOG = LoggerFactory.getLogger(DueErasures.class);
    private static final Duration INTERVAL = Duration.ofMinutes(1);

    private final Erasure erasure;
    private final ErasureLetters letters;
    private final Recurring work;

    public DueErasures(Erasure erasure, ErasureLetters letters, Clock clock) {
        this.erasure = erasure;
        this.letters = letters;
        this.work =
                new Recurring(
                        "erasures",
                        INTERVAL,
                        () -> {
                            run(clock.instant());
                            return false;
                        },
                        LOG,
                        "Erasures that are due will be looked at again");
    }

    /** Does what is due at a moment, and sends the proofs of what was done. */
    public void run(Instant now) {
        for (Erasure.Asked asked : erasure.settled(now.minus(SETTLED))) {
            erase(asked);
        }
        erasure.shutDue(now);
        letters.send();
    }

    private void erase(Erasure.Asked asked) {
        try {
            Proof proof =
                    erasure.erase(
                            asked.tenant(),
                            "administrator " + asked.by(),
                            "asked for at %s, due at %s".formatted(asked.at(), asked.dueAt()));
            LOG.info(
                    "The tenant {} was erased, as its administrator asked; the proof {} has the SHA-256 {}",
                    asked.tenant().uid(),
                    proof.position(),
                    proof.hash());
        } catch (EngineException e) {
            // Another node has done it, or an operator let it work again a moment ago.
            LOG.info("The tenant {} was not erased: {}", asked.tenant().uid(), e.detail());
        }
    }

    @Override
    public void close() {
        work.close();
    }
}
