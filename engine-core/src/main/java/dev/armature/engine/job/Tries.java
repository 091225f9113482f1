package dev.armature.engine.job;

import java.time.Duration;

/**
 * How often a job is tried that fails with a fault, and how long it waits in between: twice as long
 * each time.
 *
 * @param most how many tries there are, the first included
 * @param firstWait how long it waits after the first
 */
record Tries(int most, Duration firstWait) {

    /** Eight tries within some four minutes, as effects have. */
    static final Tries DEFAULT = new Tries(8, Duration.ofSeconds(2));

    boolean areUsedUp(int attempts) {
        return attempts >= most;
    }

    Duration waitAfter(int attempts) {
        return firstWait.multipliedBy(1L << (attempts - 1));
    }
}
