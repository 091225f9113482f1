package dev.armature.bench.stats;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * One service at work for a while.
 *
 * @param elapsed from the first request to the last answer
 * @param latencies of each request, in nanoseconds
 * @param serviceCpu the processor time of the service's process
 * @param databaseCpu the processor time of the database's processes
 */
public record Round(
        Duration elapsed, List<Long> latencies, Duration serviceCpu, Duration databaseCpu) {

    public Round {
        latencies = List.copyOf(latencies);
    }

    public double perSecond() {
        return latencies.size() / (elapsed.toNanos() / 1e9);
    }

    /** Several rounds as if they had followed each other without a pause. */
    public static Round join(List<Round> rounds) {
        Duration elapsed = Duration.ZERO;
        Duration serviceCpu = Duration.ZERO;
        Duration databaseCpu = Duration.ZERO;
        for (Round round : rounds) {
            elapsed = elapsed.plus(round.elapsed);
            serviceCpu = serviceCpu.plus(round.serviceCpu);
            databaseCpu = databaseCpu.plus(round.databaseCpu);
        }
        return new Round(
                elapsed,
                rounds.stream().flatMap(round -> round.latencies.stream()).toList(),
                serviceCpu,
                databaseCpu);
    }

    /** A percentile of the latencies, in milliseconds. */
    public double percentile(double percent) {
        long[] sorted = latencies.stream().mapToLong(Long::longValue).toArray();
        Arrays.sort(sorted);
        return Percentiles.of(sorted, percent) / 1e6;
    }

    /** The service's processor time for one request, in microseconds. */
    public double serviceMicros() {
        return serviceCpu.toNanos() / 1e3 / latencies.size();
    }

    /** The database's processor time for one request, in microseconds. */
    public double databaseMicros() {
        return databaseCpu.toNanos() / 1e3 / latencies.size();
    }
}
