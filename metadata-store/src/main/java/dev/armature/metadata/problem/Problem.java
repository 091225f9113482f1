package dev.armature.metadata.problem;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One thing wrong with an input.
 *
 * @param pointer JSON Pointer (RFC 6901) into the input, or the name of a query parameter; empty
 *     for the whole input
 * @param code stable, snake_case, for programs
 * @param message what is wrong and what would be right, for people
 * @param position where in an expression, or null when the input is not an expression
 */
public record Problem(String pointer, String code, String message, @Nullable Position position) {

    /** A place in an expression's text; both count from 1, in Unicode code points. */
    public record Position(int line, int column) {}

    public Problem {
        Objects.requireNonNull(pointer);
        Objects.requireNonNull(code);
        Objects.requireNonNull(message);
    }

    public Problem(String pointer, String code, String message) {
        this(pointer, code, message, null);
    }

    /** The same problem seen from further out: its pointer prefixed. */
    public Problem under(String prefix) {
        return new Problem(prefix + pointer, code, message, position);
    }
}
