package dev.armature.engine.move;

import java.time.Duration;

/** Waiting, of a thread that nobody needs meanwhile. */
final class Pause {

    private Pause() {}

    static void of(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MoveFailed("The move was stopped", e);
        }
    }
}
