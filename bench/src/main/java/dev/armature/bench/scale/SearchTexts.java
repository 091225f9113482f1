package dev.armature.bench.scale;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Contacts with a name, a company and a note, half of them in English and half in Russian. How
 * often a word is there follows its rank, as in any language: the first is in a third of all notes,
 * most are in a few. The same number gives the same contact.
 */
final class SearchTexts {

    /** Every so many contacts one has words of its own, by which it is looked for. */
    static final int MARKED_EVERY = 500;

    private static final int WORDS = 30_000;
    private static final int SURNAMES = 20_000;
    private static final int NOTE = 9;

    private static final String[] LATIN = {
        "ba", "ber", "cal", "co", "da", "den", "el", "fa", "gor", "ha", "in", "ka", "lan", "li",
        "mar", "mo", "na", "nor", "or", "pe", "pol", "ra", "ren", "sa", "sti", "ta", "ter", "un",
        "va", "ver", "wi", "tra", "sho", "gre", "plo", "dis"
    };
    private static final String[] CYRILLIC = {
        "ба", "вер", "гор", "да", "дел", "за", "ка", "кон", "ла", "ли", "мар", "мо", "на", "нор",
        "об", "пе", "пол", "ра", "рен", "са", "сто", "та", "тер", "ус", "ва", "ви", "тра", "шо",
        "гре", "пло", "рас", "чи", "же", "дро", "кру", "све"
    };
    // None of these is in another word.
    private static final String[] MARKS_LATIN = {
        "zob", "quim", "jax", "fuz", "wuk", "vyb", "kyp", "zyd", "juq", "xof", "wez", "guv"
    };
    private static final String[] MARKS_CYRILLIC = {
        "щуб", "фэм", "эжд", "цюк", "хып", "юзг", "фыц", "щоф", "эхт", "цыв", "хюд", "жуф"
    };
    private static final String[] ENDINGS_LATIN = {"", "", "s", "ing", "ed"};
    private static final String[] ENDINGS_CYRILLIC = {"", "", "а", "у", "ом", "ы", "ов", "ами"};

    private final List<String> latin = words(LATIN, "nt", WORDS, 1);
    private final List<String> cyrillic = words(CYRILLIC, "т", WORDS, 2);
    private final List<String> surnames = words(LATIN, "nt", SURNAMES, 3);
    private final List<String> surnamesCyrillic = words(CYRILLIC, "т", SURNAMES, 4);

    private static List<String> words(String[] syllables, String end, int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Set<String> words = new LinkedHashSet<>();
        while (words.size() < count) {
            // Frequent words are short ones.
            int length = words.size() < 200 ? 2 : 3 + random.nextInt(2);
            StringBuilder word = new StringBuilder();
            for (int i = 0; i < length; i++) {
                word.append(syllables[random.nextInt(syllables.length)]);
            }
            // Ends as nouns do, so that stemmers take endings off and nothing else.
            words.add(word.append(end).toString());
        }
        return new ArrayList<>(words);
    }

    static boolean isCyrillic(int number) {
        return number % 2 == 1;
    }

    static boolean isMarked(int number) {
        return number % MARKED_EVERY < 2;
    }

    /** A word of this rank, the most frequent being 0. */
    String word(boolean ofCyrillic, int rank) {
        return (ofCyrillic ? cyrillic : latin).get(rank);
    }

    /** The surname that only this contact has. */
    static String mark(int number) {
        return mark(number, 0);
    }

    /** A noun that only this contact's note has, without its ending. */
    static String noun(int number) {
        return mark(number, 1) + (isCyrillic(number) ? "т" : "nt");
    }

    private static String mark(int number, int kind) {
        String[] marks = isCyrillic(number) ? MARKS_CYRILLIC : MARKS_LATIN;
        // All syllables come from the number, mixed, so that neighbours have little in common.
        long mixed = (number * 2L + kind) * 7_919L % 248_832;
        StringBuilder word = new StringBuilder();
        for (int i = 0; i < 5; i++) {
            word.append(marks[(int) (mixed % marks.length)]);
            mixed /= marks.length;
        }
        return word.toString();
    }

    ObjectNode contact(int number) {
        SplittableRandom random = new SplittableRandom(number);
        boolean ofCyrillic = isCyrillic(number);
        List<String> words = ofCyrillic ? cyrillic : latin;
        List<String> last = ofCyrillic ? surnamesCyrillic : surnames;
        String surname = isMarked(number) ? mark(number) : zipf(random, last);
        StringBuilder note = new StringBuilder();
        String[] endings = ofCyrillic ? ENDINGS_CYRILLIC : ENDINGS_LATIN;
        for (int i = 0; i < NOTE; i++) {
            note.append(zipf(random, words)).append(endings[random.nextInt(endings.length)]);
            note.append(' ');
        }
        if (isMarked(number)) {
            note.append(noun(number)).append(ofCyrillic ? "ами" : "s");
        }
        return Json.object()
                .put("name", title(zipf(random, words)) + " " + title(surname))
                .put(
                        "company",
                        title(zipf(random, last)) + (ofCyrillic ? " и партнёры" : " and Partners"))
                .put("note", note.toString().strip())
                .put("hidden", "confidential " + zipf(random, words))
                .put(
                        "region",
                        isMarked(number) ? "south" : random.nextInt(5) == 0 ? "north" : "south");
    }

    // Rank r as often as 1/r.
    private static String zipf(SplittableRandom random, List<String> words) {
        return words.get((int) Math.pow(words.size(), random.nextDouble()) - 1);
    }

    private static String title(String word) {
        return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
    }
}
