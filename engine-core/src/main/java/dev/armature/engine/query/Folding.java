package dev.armature.engine.query;

import dev.armature.engine.sql.Sql;

/**
 * Texts as they are searched: in small letters, without accents, and in letters that every database
 * knows to be letters, whatever its locale. One letter becomes one letter, so that places in a
 * folded text are places in the text. In SQL and here it is the same.
 */
final class Folding {

    // PostgreSQL goes through these from the front for each letter: alphabets before accents.
    private static final String FROM =
            "абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґў"
                    + "àáâãäåāăąçćčďđèéêëēėęěğģíîïìīįıķłľļńňñņòóôõöøōőŕřśşšșťțùúûüūůűųýÿžźżß";
    private static final String TO =
            "abvgdeejzijklmnoprstufhccwwxyxeuaiiegu"
                    + "aaaaaaaaacccddeeeeeeeeggiiiiiiiklllnnnnoooooooorrssssttuuuuuuuuyyzzzs";

    static {
        if (FROM.length() != TO.length()) {
            throw new IllegalStateException("each letter has one");
        }
    }

    private Folding() {}

    /** SQL for the folded form of a text. */
    static Sql sql(Sql text) {
        return Sql.of("translate(", small(text), ", '" + FROM + "', '" + TO + "')");
    }

    /**
     * The same of what stands in a column. Where that has only ASCII letters, as many characters as
     * bytes, nothing is translated: it takes some 18 microseconds for a title, since each letter is
     * looked for among all those above, and an index asks for it with every write.
     *
     * @param stored what stands in the column, of which the text is made
     */
    static String ofColumn(String stored, String text) {
        return "(case when octet_length(%1$s) = char_length(%1$s) then %2$s else %3$s end)"
                .formatted(stored, small(Sql.raw(text)).text(), sql(Sql.raw(text)).text());
    }

    private static Sql small(Sql text) {
        return Sql.of("lower(", text, " collate pg_c_utf8)");
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
