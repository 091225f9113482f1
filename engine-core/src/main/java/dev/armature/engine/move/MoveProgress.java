package dev.armature.engine.move;

import java.time.Duration;

/** Is told how a move goes. */
public interface MoveProgress {

    /** For who does not want to know. */
    MoveProgress NONE = new MoveProgress() {};

    /** Where a move is. */
    enum Step {
        /** What is written is noted from now on. */
        NOTING,
        /** All is copied. */
        COPIED,
        /** What was written meanwhile is there too. */
        CAUGHT_UP,
        /** Both homes have the same rows. */
        VERIFIED,
        /** Nobody writes. */
        HELD,
        /** The tenant is ready at the new home. */
        ARRIVED,
        /** The new home counts. */
        DECIDED,
        /** Nothing is left at the old one. */
        CLEARED
    }

    default void step(Step step) {}

    /** A table was copied. */
    default void copied(String table, long rows) {}

    /** A round of what was written meanwhile is done. */
    default void caughtUp(long rows, Duration took) {}

    /** The switch was given up for now, as it would have taken too long. */
    default void letGo(String why) {}
}
