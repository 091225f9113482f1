package dev.armature.server;

import java.time.Instant;

/** Moments between what a test does, for questions about the past. */
final class Moments {

    private Moments() {}

    /** A moment after everything that was answered, and before everything that is asked next. */
    static Instant now() {
        try {
            Thread.sleep(3);
            Instant now = Instant.now();
            Thread.sleep(3);
            return now;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The parameter that asks as of a moment. */
    static String asOf(Instant moment) {
        return "asOf=" + ApiClient.encode(moment.toString());
    }
}
