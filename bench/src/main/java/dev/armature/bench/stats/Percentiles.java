package dev.armature.bench.stats;

/** Percentiles by nearest rank: always a value that was measured. */
public final class Percentiles {

    private Percentiles() {}

    /**
     * The smallest value that is not less than {@code percent} of all values.
     *
     * @param sorted in ascending order, at least one
     * @param percent more than 0, at most 100
     */
    public static long of(long[] sorted, double percent) {
        if (sorted.length == 0) {
            throw new IllegalArgumentException("there is nothing to take a percentile of");
        }
        if (!(percent > 0 && percent <= 100)) {
            throw new IllegalArgumentException(percent + " is not a percentile");
        }
        int rank = (int) Math.ceil(sorted.length * percent / 100);
        return sorted[Math.clamp(rank, 1, sorted.length) - 1];
    }
}
