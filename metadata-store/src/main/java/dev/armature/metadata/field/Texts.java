package dev.armature.metadata.field;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/** What all texts have in common. */
final class Texts {

    private Texts() {}

    /**
     * A text of at most {@code maxLength} code points that PostgreSQL can store; null when refused.
     */
    static @Nullable String read(JsonNode json, int maxLength, FieldType.Refusal refusal) {
        if (!json.isTextual()) {
            refusal.refuse("wrong_type", "A text is expected");
            return null;
        }
        String text = json.textValue();
        if (text.codePointCount(0, text.length()) > maxLength) {
            refusal.refuse("too_long", "At most " + maxLength + " characters are allowed");
            return null;
        }
        if (!isStorable(text)) {
            refusal.refuse("invalid_text", "The text holds U+0000 or half of a surrogate pair");
            return null;
        }
        return text;
    }

    static boolean isStorable(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0 || Character.isLowSurrogate(c)) {
                return false;
            }
            if (Character.isHighSurrogate(c)) {
                i++;
                if (i == text.length() || !Character.isLowSurrogate(text.charAt(i))) {
                    return false;
                }
            }
        }
        return true;
    }

    /**
     * The text that texts have in common when they differ in case alone: each code point as a
     * capital and that one small, which is what {@code lower(upper(text))} is in the database.
     */
    static String folded(String text) {
        StringBuilder folded = new StringBuilder(text.length());
        text.codePoints()
                .map(c -> Character.toLowerCase(Character.toUpperCase(c)))
                .forEach(folded::appendCodePoint);
        return folded.toString();
    }
}
