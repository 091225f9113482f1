package dev.armature.metadata.field;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.expression.TextPattern;
import dev.armature.metadata.json.Attributes;
import org.jspecify.annotations.Nullable;

/**
 * A pattern that a text has to hold somewhere; {@code ^} and {@code $} bind it to the ends. It is
 * of the dialect of {@code matches}, so all engines find the same, in linear time.
 *
 * @param written as its author wrote it
 * @param message what is said of a text that does not hold it, or null for words of the platform
 */
record TextRule(String written, TextPattern pattern, @Nullable String message) {

    private static final String PATTERN = "pattern";
    private static final String MESSAGE = "patternMessage";
    private static final int MAX_MESSAGE = 500;

    /** Reads the attributes; null when there is no pattern, or it is refused. */
    static @Nullable TextRule read(Attributes field) {
        String written = field.optionalText(PATTERN, TextPattern.MAX_LENGTH);
        String message = field.optionalText(MESSAGE, MAX_MESSAGE);
        if (written == null) {
            if (message != null && !field.has(PATTERN)) {
                field.problems()
                        .add(
                                field.pointer(MESSAGE),
                                "not_allowed",
                                "There is no pattern whose refusal it could be; give \"pattern\" too");
            }
            return null;
        }
        try {
            return new TextRule(written, TextPattern.of(written), message);
        } catch (IllegalArgumentException e) {
            String why = String.valueOf(e.getMessage());
            field.problems()
                    .add(
                            field.pointer(PATTERN),
                            "invalid_pattern",
                            Character.toUpperCase(why.charAt(0)) + why.substring(1));
            return null;
        }
    }

    void describe(ObjectNode field) {
        field.put(PATTERN, written);
        if (message != null) {
            field.put(MESSAGE, message);
        }
    }

    /** The form without abbreviations: what they stand for differs between engines. */
    void schema(ObjectNode schema) {
        schema.put(PATTERN, pattern.forSchema());
    }

    /** Whether a text holds the pattern; otherwise the refusal is told. */
    boolean isMet(String text, FieldType.Refusal refusal) {
        if (pattern.isFoundIn(text)) {
            return true;
        }
        refusal.refuse(
                "pattern_mismatch",
                message == null ? "The text does not match the pattern " + written : message);
        return false;
    }
}
