package dev.armature.bench.scale;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The processor time of this thread and of the one database process that works for it, to the
 * nanosecond: what a query would take by itself if everything is in memory, however busy the
 * machine is.
 */
final class BackendCpu {

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final Path statistics;

    /**
     * @param pid of the database's process
     */
    BackendCpu(long pid) {
        this.statistics = Path.of("/proc", Long.toString(pid), "schedstat");
    }

    long nanos() {
        try {
            String told = Files.readString(statistics);
            return Long.parseLong(told.substring(0, told.indexOf(' ')))
                    + THREADS.getCurrentThreadCpuTime();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
