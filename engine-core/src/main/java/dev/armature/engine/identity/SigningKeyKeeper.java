package dev.armature.engine.identity;

import dev.armature.engine.recurring.Recurring;
import java.time.Duration;
import org.slf4j.LoggerFactory;

/** Keeps a node's signing keys what they are in the database, and has old ones followed. */
public final class SigningKeyKeeper implements AutoCloseable {

    // A key that was taken back holds as long on other nodes as a right that was.
    private static final Duration INTERVAL = Duration.ofSeconds(2);

    private final Recurring work;

    public SigningKeyKeeper(SigningKeys keys) {
        this.work =
                new Recurring(
                        "signing-keys",
                        INTERVAL,
                        () -> {
                            keys.keep();
                            return false;
                        },
                        LoggerFactory.getLogger(SigningKeyKeeper.class),
                        "The signing keys will be looked at again");
    }

    @Override
    public void close() {
        work.close();
    }
}
