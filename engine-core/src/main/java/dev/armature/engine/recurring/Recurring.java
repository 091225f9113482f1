package dev.armature.engine.recurring;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;

/**
 * Does something again and again on a thread of its own, until it is closed. What fails is told in
 * the log and done again.
 */
public final class Recurring implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Duration interval;
    private final Step step;
    private final Logger log;
    private final String failure;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;

    /** What is done each time. */
    public interface Step {

        /** Does it, and tells whether there is more to do at once. */
        boolean run();
    }

    /**
     * @param interval between one time and the next
     * @param log of whoever it is done for
     * @param failure what to say when it fails
     */
    public Recurring(String name, Duration interval, Step step, Logger log, String failure) {
        this.interval = interval;
        this.step = step;
        this.log = log;
        this.failure = failure;
        this.thread = Thread.ofVirtual().name(name).start(this::loop);
    }

    private void loop() {
        try {
            Duration pause = interval;
            while (!closing.await(pause.toNanos(), TimeUnit.NANOSECONDS)) {
                pause = once() ? Duration.ZERO : interval;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean once() {
        try {
            return step.run();
        } catch (RuntimeException e) {
            // What it works with may be closed before it is.
            if (closing.getCount() > 0) {
                log.warn("{}: {}", failure, e.toString());
            }
            return false;
        }
    }

    /** Waits for what is under way, 20 seconds at most. */
    @Override
    public void close() {
        closing.countDown();
        try {
            thread.join(PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
