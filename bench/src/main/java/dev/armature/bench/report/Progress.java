package dev.armature.bench.report;

import java.time.Duration;
import java.util.Locale;

/** Lines that tell what is being done, beside the results. */
public final class Progress {

    private final long start = System.nanoTime();

    /** Tells one thing, with the time since the start. */
    public void say(String text) {
        Duration since = Duration.ofNanos(System.nanoTime() - start);
        System.err.printf(
                Locale.ROOT, "[%d:%02d] %s%n", since.toMinutes(), since.toSecondsPart(), text);
    }
}
