package dev.armature.engine.scim;

/** Which texts there can be. Stateless. */
final class Texts {

    private Texts() {}

    /** Whether the database keeps it: no NUL, and no half of a character. */
    static boolean isStorable(String text) {
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            if (Character.isHighSurrogate(character)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (character == 0 || Character.isSurrogate(character)) {
                return false;
            }
        }
        return true;
    }
}
