package dev.armature.engine.limit;

import java.time.Duration;
import java.util.List;

/**
 * Whether a request may be made.
 *
 * @param charge the limit that refuses it, or the one that is nearest to being used up
 * @param left how many more requests this limit lets through now
 * @param full when nothing of the limit is used any more
 * @param retryAfter when the request is let through; zero for one that is now
 */
public record Verdict(Charge charge, long left, Duration full, Duration retryAfter) {

    public boolean isAllowed() {
        return retryAfter.isZero();
    }

    /**
     * What follows from where the counts stand.
     *
     * @param used for each charge, in microseconds, how much is used of its capacity
     */
    static Verdict allowed(List<Charge> charges, long[] used) {
        int nearest = 0;
        for (int i = 1; i < used.length; i++) {
            if (share(charges, used, i) > share(charges, used, nearest)) {
                nearest = i;
            }
        }
        Charge charge = charges.get(nearest);
        return new Verdict(
                charge,
                Math.max(0, charge.capacity() - used[nearest]) / charge.interval(),
                micros(used[nearest]),
                Duration.ZERO);
    }

    private static double share(List<Charge> charges, long[] used, int place) {
        return (double) used[place] / charges.get(place).capacity();
    }

    static Verdict refused(Charge charge, long waitMicros) {
        return new Verdict(
                charge,
                0,
                micros(charge.capacity() - charge.interval() + waitMicros),
                micros(waitMicros));
    }

    private static Duration micros(long micros) {
        return Duration.ofNanos(micros * 1_000);
    }
}
