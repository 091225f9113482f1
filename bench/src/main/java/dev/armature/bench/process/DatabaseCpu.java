package dev.armature.bench.process;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/** The processor time of a database server: of all its processes together. */
public final class DatabaseCpu {

    private final long pid;

    /**
     * @param pid of the server's first process
     */
    public DatabaseCpu(long pid) {
        this.pid = pid;
    }

    /** How much each process has used so far. */
    public Map<Long, Duration> read() {
        Map<Long, Duration> used = new HashMap<>();
        ProcessHandle.of(pid)
                .ifPresent(server ->
                        Stream.concat(Stream.of(server), server.descendants())
                                .forEach(process ->
                                        used.put(
                                                process.pid(),
                                                process.info()
                                                        .totalCpuDuration()
                                                        .orElse(Duration.ZERO))));
        return used;
    }

    /** What was used since an earlier reading, but for processes that have ended since. */
    public Duration since(Map<Long, Duration> earlier) {
        Duration sum = Duration.ZERO;
        for (Map.Entry<Long, Duration> now : read().entrySet()) {
            sum = sum.plus(now.getValue()).minus(earlier.getOrDefault(now.getKey(), Duration.ZERO));
        }
        return sum;
    }
}
