package dev.armature.plugin.pool;

import java.time.Duration;

/**
 * How a sandbox is run.
 *
 * @param workers processes that take calls; one spare is kept warm beside them
 * @param callsPerWorker calls that one worker runs at once
 * @param heapMebibytes of each worker
 * @param callsPerPlugin calls at once for one plugin in one tenant
 * @param maxWait how long a call waits for its turn
 * @param cpuShare the part of the node's processor time that one plugin in one tenant may use over
 *     a minute
 */
public record SandboxOptions(
        int workers,
        int callsPerWorker,
        int heapMebibytes,
        int callsPerPlugin,
        Duration maxWait,
        double cpuShare) {

    /** What suits most machines. */
    public static SandboxOptions defaults() {
        int processors = Runtime.getRuntime().availableProcessors();
        return new SandboxOptions(
                Math.clamp(processors / 4, 1, 8), 16, 512, 8, Duration.ofSeconds(5), 0.2);
    }

    public SandboxOptions withWorkers(int newWorkers) {
        return new SandboxOptions(
                newWorkers, callsPerWorker, heapMebibytes, callsPerPlugin, maxWait, cpuShare);
    }

    public SandboxOptions withMaxWait(Duration newMaxWait) {
        return new SandboxOptions(
                workers, callsPerWorker, heapMebibytes, callsPerPlugin, newMaxWait, cpuShare);
    }

    public SandboxOptions withCpuShare(double newCpuShare) {
        return new SandboxOptions(
                workers, callsPerWorker, heapMebibytes, callsPerPlugin, maxWait, newCpuShare);
    }
}
