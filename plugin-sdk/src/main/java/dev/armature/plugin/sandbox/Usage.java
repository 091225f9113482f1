package dev.armature.plugin.sandbox;

import java.time.Duration;

/**
 * What one call took.
 *
 * @param allocatedBytes allocated in all, not at one time
 */
public record Usage(Duration cpu, long allocatedBytes, int hostCalls) {

    /** Of a call that never ran. */
    public static final Usage NONE = new Usage(Duration.ZERO, 0, 0);
}
