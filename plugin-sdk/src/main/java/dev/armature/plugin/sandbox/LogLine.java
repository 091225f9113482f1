package dev.armature.plugin.sandbox;

/** A line that a plugin wrote to its log. */
public record LogLine(Level level, String message) {

    /** How much a line matters. */
    public enum Level {
        DEBUG,
        INFO,
        WARN,
        ERROR
    }
}
