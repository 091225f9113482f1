package dev.armature.plugin.pool;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a sandbox is run.
 *
 * @param workers processes that take calls; one spare is kept warm beside them
 * @param callsPerWorker calls that one worker runs at once
 * @param heapMebibytes of each worker
 * @param callsPerPlugin calls at once for one plugin in one tenant
 * @param maxWait how long a call waits for its turn; one that has to be alone in its worker waits
 *     twice as long
 * @param cpuShare the part of the node's processor time that one plugin in one tenant may use over
 *     a minute
 * @param cacheFolder where what makes workers start faster is kept between starts of the platform,
 *     or null; if workers run as a user of their own, that user has to be able to read it
 */
public record SandboxOptions(
        int workers,
        int callsPerWorker,
        int heapMebibytes,
        int callsPerPlugin,
        Duration maxWait,
        double cpuShare,
        @Nullable Path cacheFolder) {

    /** What suits most machines. */
    public static SandboxOptions defaults() {
        int processors = Runtime.getRuntime().availableProcessors();
        return new SandboxOptions(
                Math.clamp(processors / 4, 1, 8), 16, 512, 8, Duration.ofSeconds(5), 0.2, null);
    }

    public SandboxOptions withWorkers(int newWorkers) {
        return new SandboxOptions(
                newWorkers,
                callsPerWorker,
                heapMebibytes,
                callsPerPlugin,
                maxWait,
                cpuShare,
                cacheFolder);
    }

    public SandboxOptions withCpuShare(double newCpuShare) {
        return new SandboxOptions(
                workers,
                callsPerWorker,
                heapMebibytes,
                callsPerPlugin,
                maxWait,
                newCpuShare,
                cacheFolder);
    }

    public SandboxOptions withMaxWait(Duration newMaxWait) {
        return new SandboxOptions(
                workers,
                callsPerWorker,
                heapMebibytes,
                callsPerPlugin,
                newMaxWait,
                cpuShare,
                cacheFolder);
    }

    public SandboxOptions withCacheFolder(Path newCacheFolder) {
        return new SandboxOptions(
                workers,
                callsPerWorker,
                heapMebibytes,
                callsPerPlugin,
                maxWait,
                cpuShare,
                newCacheFolder);
    }
}
