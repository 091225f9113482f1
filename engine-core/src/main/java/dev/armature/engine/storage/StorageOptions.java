package dev.armature.engine.storage;

import java.time.Duration;

/**
 * When objects change their place.
 *
 * @param threshold how many records an object in the shared store may have; with 0, an object gets
 *     a table of its own when it is created
 * @param grace how long the place that was left stays readable
 */
public record StorageOptions(int threshold, Duration grace) {

    /** The most that the threshold can be set to. */
    public static final int MAX_THRESHOLD = 1_000_000;

    // Larger objects lose more by statistics that mix all tenants than small ones by a table more.
    private static final int DEFAULT_THRESHOLD = 2_500;

    // Longer than any query runs, and than news of a change take.
    private static final Duration DEFAULT_GRACE = Duration.ofSeconds(60);

    public StorageOptions {
        if (threshold < 0 || threshold > MAX_THRESHOLD) {
            throw new IllegalArgumentException("no threshold: " + threshold);
        }
    }

    /** What suits most installations. */
    public static StorageOptions defaults() {
        return withThreshold(DEFAULT_THRESHOLD);
    }

    /** The same with another threshold. */
    public static StorageOptions withThreshold(int threshold) {
        return new StorageOptions(threshold, DEFAULT_GRACE);
    }
}
