package dev.armature.bench.live;

import java.util.concurrent.atomic.AtomicLongArray;

/** How long changes took until they were heard, in milliseconds. Thread-safe. */
final class Delays {

    /** What takes longer counts as this. */
    private static final int MOST = 60_000;

    private final AtomicLongArray counts = new AtomicLongArray(MOST + 1);

    void add(long nanos) {
        counts.incrementAndGet(Math.clamp(nanos / 1_000_000, 0, MOST));
    }

    /** The smallest delay that is not less than {@code percent} of all; 0 when there is none. */
    int percentile(double percent) {
        long all = 0;
        for (int i = 0; i <= MOST; i++) {
            all += counts.get(i);
        }
        long rank = Math.max(1, (long) Math.ceil(all * percent / 100));
        long seen = 0;
        for (int i = 0; i <= MOST && all > 0; i++) {
            seen += counts.get(i);
            if (seen >= rank) {
                return i;
            }
        }
        return 0;
    }
}
