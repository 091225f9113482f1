package dev.armature.bench;

/** A run cannot go on; the message is one line for the person who started it. */
public final class BenchException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public BenchException(String message) {
        super(message);
    }
}
