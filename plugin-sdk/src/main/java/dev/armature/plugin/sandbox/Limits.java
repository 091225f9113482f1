package dev.armature.plugin.sandbox;

import java.time.Duration;

/**
 * How much one call may use. Going over any of these ends the call; a script cannot catch it.
 *
 * @param cpu processor time of the call's own thread
 * @param allocatedBytes allocated in all, whether or not it was freed
 * @param statements of JavaScript
 * @param depth of calls of JavaScript functions within each other
 * @param wall time on the clock, host functions included: a far bound, so that a busy node ends
 *     nobody
 * @param hostCalls calls of host functions
 * @param bytesIn of the context, and of each answer of a host function, in UTF-8
 * @param bytesOut of the result with the record, and of the arguments of each host function
 * @param logLines lines of 2 KiB; what is logged beyond them is dropped and does not end the call
 */
public record Limits(
        Duration cpu,
        long allocatedBytes,
        long statements,
        int depth,
        Duration wall,
        int hostCalls,
        int bytesIn,
        int bytesOut,
        int logLines) {

    private static final int ENDPOINT_TIMES = 20;
    private static final int JOB_TIMES = 240;

    private static final Limits HOOK =
            new Limits(
                    Duration.ofMillis(250),
                    256L << 20,
                    10_000_000,
                    1_000,
                    Duration.ofSeconds(30),
                    100,
                    1 << 20,
                    1 << 20,
                    20);

    /** Of a hook, which runs inside a write. */
    public static Limits hook() {
        return HOOK;
    }

    /** Of an endpoint, an action or a subscription: 5 s, and all that belongs to them. */
    public static Limits endpoint() {
        return HOOK.times(ENDPOINT_TIMES);
    }

    /** Of a scheduled or queued job: 60 s, and all that belongs to them. */
    public static Limits job() {
        return HOOK.times(JOB_TIMES).withWall(Duration.ofMinutes(10));
    }

    /**
     * So many times the processor time, and in proportion what can be allocated and executed in it:
     * a script that may compute for longer also allocates more in all.
     */
    private Limits times(int factor) {
        return new Limits(
                cpu.multipliedBy(factor),
                allocatedBytes * factor,
                statements * factor,
                depth,
                wall,
                hostCalls,
                bytesIn,
                bytesOut,
                logLines);
    }

    private Limits withWall(Duration newWall) {
        return new Limits(
                cpu,
                allocatedBytes,
                statements,
                depth,
                newWall,
                hostCalls,
                bytesIn,
                bytesOut,
                logLines);
    }
}
