package dev.armature.metadata.expression;

import com.google.re2j.Pattern;

/**
 * A pattern of {@code matches}, or of a field of text, in the dialect that the engines in Java, in
 * PostgreSQL and in the browser understand alike and match in linear time. It is kept in one
 * written form that leaves no room for their differences: every set of characters is spelled out.
 */
public final class TextPattern {

    /** The longest pattern, in code points. */
    public static final int MAX_LENGTH = 1_000;

    /** The most that a part may be repeated by a number. */
    public static final int MAX_REPEATS = 100;

    /** The most characters a pattern may speak of, its repetitions written out. */
    public static final int MAX_SIZE = 1_000;

    private final String text;
    private final boolean single;
    private final Pattern compiled;

    private TextPattern(PatternReader.Read read) {
        this.text = read.text();
        this.single = read.single();
        this.compiled = Pattern.compile(text);
    }

    /**
     * Reads a pattern.
     *
     * @throws IllegalArgumentException saying what is not part of the dialect, and where
     */
    public static TextPattern of(String written) {
        return new TextPattern(PatternReader.read(written));
    }

    /** The written form that all engines take. */
    public String text() {
        return text;
    }

    /**
     * The form for a JSON Schema. Validators written in Java and others take {@code $} for the end
     * proper only where it is the pattern's last character, so no bracket stands around it.
     */
    public String forSchema() {
        return single ? text.substring("(?:".length(), text.length() - 1) : text;
    }

    /** Whether a text holds it somewhere. */
    public boolean isFoundIn(String value) {
        return compiled.matcher(value).find();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TextPattern pattern && pattern.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
