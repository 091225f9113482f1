package dev.armature.plugin.sandbox;

import org.jspecify.annotations.Nullable;

/**
 * A host function's refusal. The script sees an {@code Error} with this code and may catch it; one
 * that it does not catch becomes {@link PluginOutcome.Threw} with the same code.
 */
public final class HostCallException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String code;
    private final @Nullable String field;

    public HostCallException(String code, String message, @Nullable String field) {
        super(message, null, false, false);
        this.code = code;
        this.field = field;
    }

    /** Stable, snake_case. */
    public String code() {
        return code;
    }

    public String message() {
        return String.valueOf(getMessage());
    }

    /** The field it is about, or null. */
    public @Nullable String field() {
        return field;
    }
}
