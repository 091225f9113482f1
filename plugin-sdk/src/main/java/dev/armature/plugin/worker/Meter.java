package dev.armature.plugin.worker;

import com.sun.management.ThreadMXBean;
import dev.armature.plugin.sandbox.Limits;
import dev.armature.plugin.sandbox.Usage;
import dev.armature.plugin.sandbox.Utf8;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What one call has used so far, after the meters of its platform thread. Loading a module, which
 * each worker does once, is measured against limits of its own: a hook is not to fail because it is
 * the first after a start.
 */
final class Meter {

    /** A limit that was gone over. */
    record Excess(String limit, String value) {}

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final Limits LOADING = Limits.endpoint();

    private final long thread;
    private final Limits limits;
    private final long startNanos;
    private final long startCpu;
    private final long startBytes;
    private volatile Phase phase;

    private record Phase(Limits limits, long cpu, long bytes) {}

    /** Begins to measure the current thread. */
    Meter(Limits limits) {
        this.thread = Thread.currentThread().threadId();
        this.limits = limits;
        this.startNanos = System.nanoTime();
        this.startCpu = cpu();
        this.startBytes = bytes();
        this.phase = new Phase(LOADING, startCpu, startBytes);
    }

    /** The module is loaded; the call's own limits count from here. */
    void loaded() {
        phase = new Phase(limits, cpu(), bytes());
    }

    @Nullable Excess excess() {
        Phase now = phase;
        if (cpu() - now.cpu() > now.limits().cpu().toNanos()) {
            return new Excess("cpu", inWords(now.limits().cpu()));
        }
        if (bytes() - now.bytes() > now.limits().allocatedBytes()) {
            return new Excess("memory", Utf8.inWords(now.limits().allocatedBytes()));
        }
        if (System.nanoTime() - startNanos > limits.wall().toNanos()) {
            return new Excess("time", inWords(limits.wall()));
        }
        return null;
    }

    Usage usage(int hostCalls) {
        return new Usage(
                Duration.ofNanos(Math.max(0, cpu() - startCpu)),
                Math.max(0, bytes() - startBytes),
                hostCalls);
    }

    private long cpu() {
        return THREADS.getThreadCpuTime(thread);
    }

    private long bytes() {
        return THREADS.getThreadAllocatedBytes(thread);
    }

    private static String inWords(Duration duration) {
        return duration.toMillis() % 1_000 == 0
                ? duration.toSeconds() + " s"
                : duration.toMillis() + " ms";
    }
}
