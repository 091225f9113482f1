package dev.armature.plugin.pool;

/**
 * Why a worker is no more.
 *
 * @param reason for the log
 * @param cause what is known of whose fault it was
 */
record WorkerDeath(String reason, Cause cause) {

    enum Cause {
        /** A call that had gone over a limit did not end; the others had no part in it. */
        KNOWN_CALL,
        /** One of the calls that ran, or none. */
        UNKNOWN,
        /** Its heap was full. */
        OUT_OF_MEMORY,
        /** The sandbox was closed. */
        CLOSED
    }
}
