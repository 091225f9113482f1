package dev.armature.engine.identity;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps a node's signing keys what they are in the database, and has old ones followed. */
public final class SigningKeyKeeper implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SigningKeyKeeper.class);

    // A key that was taken back holds as long on other nodes as a right that was.
    private static final Duration INTERVAL = Duration.ofSeconds(2);

    private final SigningKeys keys;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;

    public SigningKeyKeeper(SigningKeys keys) {
        this.keys = keys;
        this.thread = Thread.ofVirtual().name("signing-keys").start(this::loop);
    }

    private void loop() {
        try {
            while (!closing.await(INTERVAL.toMillis(), TimeUnit.MILLISECONDS)) {
                try {
                    keys.keep();
                } catch (RuntimeException e) {
                    if (closing.getCount() > 0) {
                        LOG.warn("The signing keys will be looked at again: {}", e.toString());
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closing.countDown();
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
