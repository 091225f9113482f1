package dev.armature.plugin.pool;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/** How often something happened to each plugin lately. Thread-safe. */
final class RecentCounts {

    private static final int MOST = 100;

    /** From so many plugins on, those with nothing to count are looked for and forgotten. */
    private static final int MANY = 10_000;

    private final long windowNanos;
    private final LongSupplier nanoTime;
    private final Map<PluginKey, Deque<Long>> times = new HashMap<>();

    RecentCounts(Duration window, LongSupplier nanoTime) {
        this.windowNanos = window.toNanos();
        this.nanoTime = nanoTime;
    }

    /** Counts one more, and says how many there now are within the window. */
    synchronized int add(PluginKey key) {
        if (times.size() > MANY) {
            List.copyOf(times.keySet()).forEach(this::count);
        }
        Deque<Long> own = times.computeIfAbsent(key, absent -> new ArrayDeque<>());
        own.addLast(nanoTime.getAsLong());
        if (own.size() > MOST) {
            own.removeFirst();
        }
        return count(key);
    }

    /** Forgets what happened to a plugin. */
    synchronized void clear(PluginKey key) {
        times.remove(key);
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
