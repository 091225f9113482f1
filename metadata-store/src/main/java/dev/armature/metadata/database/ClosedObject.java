package dev.armature.metadata.database;

import dev.armature.metadata.problem.EngineException;
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

    private static final Again AGAIN =
            new Again(
                    STATE,
                    Duration.ofMinutes(1),
                    "An object is being moved to another place; try again later");

    private ClosedObject() {}

    /**
     * Runs a transaction as often as it takes to find every object open that it writes.
     *
     * @throws EngineException when that takes too long
     */
    public static <T> T outlast(Supplier<T> transaction) {
        return AGAIN.run(() -> {}, transaction);
    }
}
