package dev.armature.bench.handwritten;

import org.jspecify.annotations.Nullable;

/** A field of a request cannot be stored as it is. */
final class BadInputException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    BadInputException(String field) {
        this(field, null);
    }

    BadInputException(String field, @Nullable Throwable cause) {
        super("The field " + field + " is not valid", cause, false, false);
    }
}
