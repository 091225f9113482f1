package dev.armature.engine.limit;

import java.time.Duration;

/**
 * A request that a subject makes, and how many it may make in a minute. Nobody has to spread them:
 * a minute's worth may come at once.
 */
public record Charge(Subject subject, int perMinute) {

    /** What quotas are told for. */
    public static final Duration WINDOW = Duration.ofMinutes(1);

    /** More than this in a minute is more than time is counted in. */
    public static final int MOST = 60_000_000;

    public Charge {
        if (perMinute < 1 || perMinute > MOST) {
            throw new IllegalArgumentException("a limit is from 1 to " + MOST);
        }
    }

    /** After how many microseconds there is room for one more. */
    long interval() {
        return WINDOW.toNanos() / 1_000 / perMinute;
    }

    /** As how many microseconds the requests count that may come at once. */
    long capacity() {
        return interval() * perMinute;
    }
}
