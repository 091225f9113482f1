package dev.armature.engine.query;

import dev.armature.engine.sql.Sql;

/**
 * Texts as they are searched: in small letters, without accents, and in letters that every database
 * knows to be letters, whatever its locale. One letter becomes one letter, so that places in a
 * folded text are places in the text. In SQL and here it is the same.
 */
final class Folding {

    private static final String FROM =
            "àáâãäåāăąçćčďđèéêëēėęěğģíîïìīįıķłľļńňñņòóôõöøōőŕřśşšșťțùúûüūůűųýÿžźżß"
                    + "абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґў";
    private static final String TO =
            "aaaaaaaaacccddeeeeeeeeggiiiiiiiklllnnnnoooooooorrssssttuuuuuuuuyyzzzs"
                    + "abvgdeejzijklmnoprstufhccwwxyxeuaiiegu";

    static {
        if (FROM.length() != TO.length()) {
            throw new IllegalStateException("each letter has one");
        }
    }

    private Folding() {}

    /** SQL for the folded form of a text. */
    static Sql sql(Sql text) {
        return Sql.of(
                "translate(lower(", text, " collate pg_c_utf8), '" + FROM + "', '" + TO + "')");
    }

    /** The same of a column. */
    static String sql(String text) {
        return sql(Sql.raw(text)).text();
    }

    static String of(String text) {
        StringBuilder folded = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            folded.append(of(text.charAt(i)));
        }
        return folded.toString();
    }

    private static char of(char letter) {
        char small = Character.toLowerCase(letter);
        int at = FROM.indexOf(small);
        return at < 0 ? small : TO.charAt(at);
    }
}
