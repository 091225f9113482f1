package dev.armature.engine.identity;

import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work that is done after its answer, so that the answer tells nothing of what there was to do, not
 * by its time either. Bounded. Thread-safe.
 */
public final class Aside implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Aside.class);
    private static final int AT_ONCE = 2;
    private static final int MOST_WAITING = 500;
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

    private final ThreadPoolExecutor executor;

    public Aside() {
        this(AT_ONCE, MOST_WAITING);
    }

    /**
     * @param atOnce how much is done at the same time
     * @param waiting how much more waits for its turn
     */
    Aside(int atOnce, int waiting) {
        executor =
                new ThreadPoolExecutor(
                        atOnce,
                        atOnce,
                        0,
                        TimeUnit.SECONDS,
                        new ArrayBlockingQueue<>(waiting),
                        Thread.ofVirtual().name("aside").factory());
    }

    /**
     * Does it later.
     *
     * @throws EngineException {@code overloaded} when too much waits
     */
    void run(Runnable work) {
        try {
            executor.execute(() -> {
                try {
                    work.run();
                } catch (RuntimeException e) {
                    LOG.error("What was to be done after an answer was not", e);
                }
            });
        } catch (RejectedExecutionException e) {
            throw new EngineException(
                    ErrorCode.OVERLOADED, "Too much of this is asked for at once; try again");
        }
    }

    @Override
    public void close() {
        executor.shutdown();
        try {
            executor.awaitTermination(CLOSE_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
