package dev.armature.engine.move;

/** A tenant that was not moved; it is where it was. The message says why, and what to do. */
public final class MoveFailed extends RuntimeException {

    private static final long serialVersionUID = 1L;

    MoveFailed(String message) {
        super(message);
    }

    MoveFailed(String message, Throwable cause) {
        super(message, cause);
    }
}
