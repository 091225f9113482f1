package dev.armature.metadata.database;

import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * What becomes of a transaction that comes to write an object that is closed, as its records are
 * about to be in another place: it is taken back, and begun again after a while. It waits without a
 * connection and without any lock, so nothing that the switch needs can be waiting for it.
 */
public final class ClosedObject {

    /** The SQLSTATE that says so; see {@code share_place}. */
    static final String STATE = "X0003";

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final int SHORTEST_PAUSE = 10;
    private static final int LONGEST_PAUSE = 100;

    private ClosedObject() {}

    /**
     * Runs a transaction as often as it takes to find every object open that it writes.
     *
     * @throws EngineException when that takes too long
     */
    public static <T> T outlast(Supplier<T> transaction) {
        long until = System.nanoTime() + PATIENCE.toNanos();
        for (int pause = SHORTEST_PAUSE; ; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
            try {
                return transaction.get();
            } catch (DatabaseException e) {
                if (!e.state().equals(STATE)) {
                    throw e;
                }
            }
            if (System.nanoTime() > until) {
                throw new EngineException(
                        ErrorCode.OVERLOADED,
                        "An object is being moved to another place; try again later");
            }
            sleep(pause);
        }
    }

    private static void sleep(int millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while an object was closed", e);
        }
    }
}
