package dev.armature.engine.identity;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;

/**
 * Passwords that are guessed first: those of leaked lists, also repeated; rows of keys; a handful
 * of characters again and again; and what is known of the person. Of short passwords also those
 * with digits and signs around, or with letters written as digits: whoever guesses tries these
 * next, and from twelve characters on there are too many of them.
 */
final class CommonPasswords {

    private static final int SHORTEST_WORD = 4;
    private static final int FEWEST_CHARACTERS = 5;

    /** Variants of words are looked for in passwords shorter than this, in characters. */
    private static final int VARIANTS_BELOW = 12;

    private static final List<String> ROWS =
            List.of("abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm", "1234567890");
    private static final Set<String> LEAKED = read();

    private CommonPasswords() {}

    /**
     * Whether it is one of them.
     *
     * @param known words that belong to the person, such as their name
     */
    static boolean contain(String password, Collection<String> known) {
        String small = password.toLowerCase(Locale.ROOT);
        if (small.codePoints().distinct().count() < FEWEST_CHARACTERS || isRow(small)) {
            return true;
        }
        Set<String> words =
                known.stream()
                        .map(word -> word.toLowerCase(Locale.ROOT))
                        .collect(Collectors.toSet());
        return isWord(small, words)
                || (small.codePointCount(0, small.length()) < VARIANTS_BELOW
                        && (isWord(core(small), words) || isWord(core(asLetters(small)), words)));
    }

    private static boolean isRow(String password) {
        for (String row : ROWS) {
            String long_ = row.repeat(1 + password.length() / row.length() + 1);
            if (long_.contains(password)
                    || new StringBuilder(long_).reverse().toString().contains(password)) {
                return true;
            }
        }
        return false;
    }

    // Without the digits and signs that rules about passwords make people add.
    private static String core(String password) {
        int begin = 0;
        int end = password.length();
        while (begin < end && !Character.isLetter(password.charAt(begin))) {
            begin++;
        }
        while (end > begin && !Character.isLetter(password.charAt(end - 1))) {
            end--;
        }
        return password.substring(begin, end);
    }

    private static String asLetters(String password) {
        return password.replace('0', 'o')
                .replace('1', 'i')
                .replace('3', 'e')
                .replace('4', 'a')
                .replace('@', 'a')
                .replace('5', 's')
                .replace('$', 's')
                .replace('7', 't');
    }

    /** Whether it is a word, alone or again and again. */
    private static boolean isWord(String text, Set<String> known) {
        for (int length = SHORTEST_WORD; length <= text.length(); length++) {
            String word = text.substring(0, length);
            boolean repeated =
                    text.length() % length == 0 && word.repeat(text.length() / length).equals(text);
            if (repeated && (LEAKED.contains(word) || known.contains(word))) {
                return true;
            }
        }
        return false;
    }

    private static Set<String> read() {
        try (InputStream file =
                        CommonPasswords.class.getResourceAsStream("common-passwords.txt.gz");
                BufferedReader lines =
                        new BufferedReader(
                                new InputStreamReader(
                                        new GZIPInputStream(file), StandardCharsets.US_ASCII))) {
            return lines.lines().collect(Collectors.toCollection(HashSet::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
