package dev.armature.plugin.pool;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** How often something happened to each plugin lately. Thread-safe. */
final class RecentCounts {

    private static final int MOST = 100;

    private final long windowNanos;
    private final LongSupplier nanoTime;
    private final Map<PluginKey, Deque<Long>> times = new HashMap<>();

    RecentCounts(Duration window, LongSupplier nanoTime) {
        this.windowNanos = window.toNanos();
        this.nanoTime = nanoTime;
    }

    /** Counts one more, and says how many there now are within the window. */
    synchronized int add(PluginKey key) {
        Deque<Long> own = times.computeIfAbsent(key, absent -> new ArrayDeque<>());
        own.addLast(nanoTime.getAsLong());
        if (own.size() > MOST) {
            own.removeFirst();
        }
        return count(key);
    }

    synchronized int count(PluginKey key) {
        Deque<Long> own = times.get(key);
        if (own == null) {
            return 0;
        }
        long oldest = nanoTime.getAsLong() - windowNanos;
        while (!own.isEmpty() && own.getFirst() - oldest < 0) {
            own.removeFirst();
        }
        if (own.isEmpty()) {
            times.remove(key);
        }
        return own.size();
    }
}
