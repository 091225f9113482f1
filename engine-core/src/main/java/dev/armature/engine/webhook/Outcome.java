package dev.armature.engine.webhook;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What became of an attempt to tell a webhook of something. */
sealed interface Outcome {

    /** It was not tried, and counts for nothing: this node has too much to do. */
    record Later() implements Outcome {}

    /** There is nothing to be told. */
    record Skipped(String why) implements Outcome {}

    /**
     * It was tried.
     *
     * @param taken whether the receiver has it
     * @param status what was answered, or null when nothing was
     * @param error why it was not taken, or null
     * @param answer the beginning of what was answered, or null
     * @param asked for how long the receiver wants to be left alone, or null
     */
    record Tried(
            boolean taken,
            @Nullable Integer status,
            int millis,
            @Nullable String error,
            @Nullable String answer,
            @Nullable Duration asked)
            implements Outcome {

        /** Whether the receiver wants nothing any more. */
        boolean isGone() {
            return status != null && status == 410;
        }
    }
}
