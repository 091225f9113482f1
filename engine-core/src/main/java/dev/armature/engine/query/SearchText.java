package dev.armature.engine.query;

import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.problem.Problem;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What somebody looks for: words that have to be there, all of them, in any field and any form.
 *
 * @param text as it was written
 * @param language the language of its tenant
 */
public record SearchText(String text, String language) {

    /** How long it may be. */
    public static final int MAX_LENGTH = 200;

    /** How many words it may have. */
    public static final int MAX_WORDS = 8;

    private static final Map<String, String> STEMMERS =
            Map.ofEntries(
                    Map.entry("da", "danish_stem"),
                    Map.entry("de", "german_stem"),
                    Map.entry("es", "spanish_stem"),
                    Map.entry("fi", "finnish_stem"),
                    Map.entry("fr", "french_stem"),
                    Map.entry("hu", "hungarian_stem"),
                    Map.entry("it", "italian_stem"),
                    Map.entry("nl", "dutch_stem"),
                    Map.entry("no", "norwegian_stem"),
                    Map.entry("pt", "portuguese_stem"),
                    Map.entry("ro", "romanian_stem"),
                    Map.entry("sv", "swedish_stem"),
                    Map.entry("tr", "turkish_stem"));

    /**
     * What somebody wrote, as words.
     *
     * @throws EngineException {@code invalid_query} when it is empty or too much
     */
    public static SearchText of(String text, String locale, String parameter) {
        String written = text.strip();
        SearchText search = new SearchText(written, Locale.forLanguageTag(locale).getLanguage());
        if (written.isEmpty()
                || written.length() > MAX_LENGTH
                || search.words().size() > MAX_WORDS) {
            throw EngineException.invalid(
                    ErrorCode.INVALID_QUERY,
                    new Problem(
                            parameter,
                            "out_of_range",
                            "Up to %d words of together %d characters are expected"
                                    .formatted(MAX_WORDS, MAX_LENGTH)));
        }
        return search;
    }

    /** The words, in small letters. */
    List<String> words() {
        return Arrays.stream(text.toLowerCase(Locale.ROOT).split("\\s+"))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    /** Its words as they are compared. */
    List<String> folded() {
        return words().stream().map(Folding::of).toList();
    }

    /**
     * The dictionary that knows the forms of a word; null where there is none, as of numbers. In
     * every language people write English names too, and letters that Russian has are Russian.
     */
    @Nullable String stemmer(String word) {
        if (!word.chars().allMatch(Character::isLetter)) {
            return null;
        }
        boolean cyrillic = word.chars().anyMatch(c -> c >= 'а' && c <= 'ё');
        return cyrillic ? "russian_stem" : STEMMERS.getOrDefault(language, "english_stem");
    }
}
