package dev.armature.plugin.worker;

import dev.armature.plugin.sandbox.Utf8;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.Optional;

/**
 * Whether what is left after a collection is so much that the heap will soon be full. Used by the
 * watchdog alone.
 */
final class HeapPressure {

    private static final double SHORT = 0.7;

    private final Optional<MemoryPoolMXBean> old;
    private long crossings;

    HeapPressure() {
        old =
                ManagementFactory.getMemoryPoolMXBeans().stream()
                        .filter(pool -> pool.getType() == MemoryType.HEAP)
                        .filter(MemoryPoolMXBean::isUsageThresholdSupported)
                        .filter(MemoryPoolMXBean::isCollectionUsageThresholdSupported)
                        .findFirst();
        old.ifPresent(pool ->
                pool.setCollectionUsageThreshold((long) (pool.getUsage().getMax() * SHORT)));
    }

    /** True once for each collection that left too much behind. */
    boolean isShort() {
        long now = old.map(MemoryPoolMXBean::getCollectionUsageThresholdCount).orElse(0L);
        boolean more = now > crossings;
        crossings = now;
        return more;
    }

    String inWords() {
        return Utf8.inWords(Runtime.getRuntime().maxMemory());
    }
}
