package dev.armature.bench.scale;

import com.fasterxml.jackson.databind.JsonNode;
import dev.armature.bench.BenchException;
import dev.armature.bench.client.Request;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Something that is looked for.
 *
 * @param kind what sort of words they are
 * @param everywhere whether it is asked of the whole tenant, or of the list of contacts
 * @param expected the title of the contact that has to be found; null where any will do
 */
record SearchProbe(String kind, boolean everywhere, String words, @Nullable String expected) {

    private static final int LIMIT = 50;

    /** A word whose rank is this part of the records is in some twenty of them. */
    private static final int RECORDS_FOR_A_RANK = 50;

    private static final int RARE = 20_000;
    private static final int MIDDLE = 400;

    Request request() {
        String encoded = URLEncoder.encode(words, StandardCharsets.UTF_8);
        return Request.get(
                everywhere
                        ? "/api/v1/search?limit=%d&q=%s".formatted(LIMIT, encoded)
                        : "/api/v1/records/contact?fields=name,company&limit=%d&search=%s"
                                .formatted(LIMIT, encoded));
    }

    /** Its name in a table. */
    String title() {
        return kind + (everywhere ? ", everywhere" : ", in the list");
    }

    /**
     * Looks at an answer.
     *
     * @throws BenchException if what has to be there is not
     */
    void check(JsonNode answer) {
        JsonNode data = answer.get("data");
        String title = everywhere ? "title" : "name";
        for (JsonNode hit : data) {
            if (expected == null || expected.equals(hit.path(title).textValue())) {
                return;
            }
        }
        throw new BenchException(
                "%s: \"%s\" finds %d records, and not %s"
                        .formatted(
                                title(), words, data.size(), expected == null ? "any" : expected));
    }

    /** Searches for words of every frequency, some of each. */
    static List<SearchProbe> byFrequency(SearchTexts texts, int records, int each) {
        int rare = Math.min(RARE, records / RECORDS_FOR_A_RANK);
        Map<String, Integer> ranks = new LinkedHashMap<>();
        ranks.put("frequent word", 0);
        ranks.put("middle word", Math.min(MIDDLE, rare / 10));
        ranks.put("rare word", rare);
        List<SearchProbe> probes = new ArrayList<>();
        ranks.forEach((kind, rank) -> {
            for (int i = 0; i < each; i++) {
                both(probes, kind, texts.word(i % 2 == 1, rank + i / 2), null);
            }
        });
        for (int i = 0; i < each; i++) {
            boolean cyrillic = i % 2 == 1;
            String prefix = texts.word(cyrillic, 5_000 + i);
            both(probes, "three letters", prefix.substring(0, 3), null);
        }
        return probes;
    }

    /** Searches that have to find one contact. */
    static List<SearchProbe> of(SearchTexts texts, int number) {
        String mark = SearchTexts.mark(number);
        String noun = SearchTexts.noun(number);
        boolean cyrillic = SearchTexts.isCyrillic(number);
        String language = cyrillic ? "Russian" : "English";
        String name = texts.contact(number).get("name").textValue();
        String first = name.substring(0, name.indexOf(' '));
        List<SearchProbe> probes = new ArrayList<>();
        both(probes, "its own word", mark, name);
        both(probes, "two words", first + " " + mark, name);
        both(probes, "prefix", mark.substring(0, 8), name);
        both(probes, "infix", mark.substring(3, 12), name);
        both(probes, language + " form", noun + (cyrillic ? "ов" : "ing"), name);
        both(probes, language + " form", noun + (cyrillic ? "ом" : "ed"), name);
        probes.add(new SearchProbe("typo", true, slipped(mark), name));
        return probes;
    }

    private static void both(
            List<SearchProbe> probes, String kind, String words, @Nullable String expected) {
        probes.add(new SearchProbe(kind, false, words, expected));
        probes.add(new SearchProbe(kind, true, words, expected));
    }

    /** Two letters in the middle have changed places. */
    private static String slipped(String word) {
        int at = word.length() / 2;
        return word.substring(0, at)
                + word.charAt(at + 1)
                + word.charAt(at)
                + word.substring(at + 2);
    }
}
