package dev.armature.metadata.database;

import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Runs transactions again that the database refused for a reason that passes.
 *
 * @param state the SQLSTATE that says so
 * @param patience how long it may take
 * @param refusal what is answered when it takes longer
 */
record Again(String state, Duration patience, String refusal) {

    private static final int SHORTEST_PAUSE = 10;
    private static final int LONGEST_PAUSE = 100;

    /**
     * Runs a transaction as often as it takes.
     *
     * @param between what is done before each further time
     * @throws EngineException {@code overloaded} when that takes too long
     */
    <T> T run(Runnable between, Supplier<T> transaction) {
        long until = System.nanoTime() + patience.toNanos();
        for (int pause = SHORTEST_PAUSE; ; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
            try {
                return transaction.get();
            } catch (DatabaseException e) {
                if (!e.state().equals(state)) {
                    throw e;
                }
            }
            if (System.nanoTime() > until) {
                throw new EngineException(ErrorCode.OVERLOADED, refusal);
            }
            sleep(pause);
            between.run();
        }
    }

    private static void sleep(int millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted before a transaction was run again", e);
        }
    }
}
