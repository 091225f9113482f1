package dev.armature.engine.transfer;

import dev.armature.metadata.change.DefinitionChecker;
import dev.armature.metadata.definition.Names;
import dev.armature.metadata.model.SystemField;
import dev.armature.metadata.problem.Problems;
import java.text.Normalizer;
import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What a field is called that is made for a column. What a column is called is anybody's text. */
final class NewFields {

    private static final String PREFIX = "field";
    private static final Map<Integer, String> CYRILLIC = cyrillic();

    private NewFields() {}

    private static Map<Integer, String> cyrillic() {
        String[] latin =
                "a b v g d e zh z i y k l m n o p r s t u f kh ts ch sh shch - y - e yu ya"
                        .split(" ", -1);
        Map<Integer, String> letters = new HashMap<>();
        for (int i = 0; i < latin.length; i++) {
            letters.put('а' + i, latin[i].equals("-") ? "" : latin[i]);
        }
        letters.put((int) 'ё', "e");
        return Map.copyOf(letters);
    }

    /**
     * What people read: the column's text in one line, without what cannot be seen, and no longer
     * than a label may be.
     */
    static String label(String column) {
        String line = column.replaceAll("[\\p{Cntrl}\\p{Cf}\\p{Zs}\\p{Cs}]+", " ").strip();
        if (line.length() <= Names.MAX_LABEL) {
            return line;
        }
        int end = Names.MAX_LABEL - 1;
        return line.substring(0, Character.isHighSurrogate(line.charAt(end - 1)) ? end - 1 : end)
                + "…";
    }

    /** Whether two labels mean the same to who reads them. */
    static boolean isSame(String label, String other) {
        return label.toLowerCase(Locale.ROOT).equals(other.toLowerCase(Locale.ROOT));
    }

    /** Why no field can be made for a column; null when one can. */
    static @Nullable String refusal(String column) {
        if (SystemField.named(column.strip()) != null) {
            return "Every record has \"%s\", and the platform fills it; leave the column out"
                    .formatted(column.strip());
        }
        return label(column).isEmpty() ? "A column without a name becomes no field" : null;
    }

    /** Refuses more fields than an object may have. */
    static void requireRoom(int there, Collection<?> coming, Problems problems) {
        if (there + coming.size() > DefinitionChecker.MAX_FIELDS) {
            problems.add(
                    "",
                    "limit_exceeded",
                    "An object has at most %d fields: there are %d, and %d columns would become some"
                            .formatted(DefinitionChecker.MAX_FIELDS, there, coming.size()));
        }
    }

    /**
     * A name made of a label: "Close date" gives {@code closeDate}.
     *
     * @param isTaken whether another field has a name
     */
    static String name(String label, Predicate<String> isTaken) {
        String base = camel(label);
        if (base.isEmpty()) {
            base = PREFIX;
        }
        String name = Names.isName(base) ? base : shortened(base, "Value");
        for (int i = 2; isTaken.test(name); i++) {
            name = shortened(base, Integer.toString(i));
        }
        return name;
    }

    private static String shortened(String base, String end) {
        return base.substring(0, Math.min(base.length(), Names.MAX_LENGTH - end.length())) + end;
    }

    private static String camel(String label) {
        StringBuilder name = new StringBuilder();
        for (String word : latin(label).split("[^A-Za-z0-9]+", -1)) {
            if (!word.isEmpty()) {
                String small = word.toLowerCase(Locale.ROOT);
                name.append(
                        name.isEmpty()
                                ? small
                                : small.substring(0, 1).toUpperCase(Locale.ROOT)
                                        + small.substring(1));
            }
        }
        String camel = name.toString().replaceFirst("^[0-9]+", "");
        String begun = camel.isEmpty() ? "" : camel.substring(0, 1).toLowerCase(Locale.ROOT);
        String whole = camel.isEmpty() ? "" : begun + camel.substring(1);
        return whole.substring(0, Math.min(whole.length(), Names.MAX_LENGTH));
    }

    private static String latin(String text) {
        StringBuilder latin = new StringBuilder();
        text.toLowerCase(Locale.ROOT)
                .codePoints()
                .forEach(c -> {
                    String letter = CYRILLIC.get(c);
                    if (letter == null) {
                        latin.appendCodePoint(c);
                    } else {
                        latin.append(letter);
                    }
                });
        return Normalizer.normalize(latin, Normalizer.Form.NFD).replaceAll("\\p{M}", "");
    }
}
