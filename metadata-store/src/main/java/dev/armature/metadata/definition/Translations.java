package dev.armature.metadata.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.json.Attributes;
import dev.armature.metadata.json.Pointers;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The texts of a definition in other languages, by locale and then by what they translate: {@code
 * label}, {@code pluralLabel}, {@code description}, {@code message}, or {@code options.<value>}.
 */
public record Translations(Map<String, Map<String, String>> byLocale) {

    public static final Translations NONE = new Translations(Map.of());

    private static final Pattern LOCALE = Pattern.compile("[a-z]{2,3}(-[A-Z]{2})?");
    private static final int MAX_TEXT = 1_000;

    public Translations {
        Map<String, Map<String, String>> copy = new LinkedHashMap<>();
        byLocale.forEach((locale, texts) -> copy.put(locale, Map.copyOf(texts)));
        byLocale = Map.copyOf(copy);
    }

    static Translations read(Attributes attributes) {
        JsonNode node = attributes.node("translations");
        if (node == null) {
            return NONE;
        }
        String pointer = attributes.pointer("translations");
        Map<String, Map<String, String>> byLocale = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> locale : node.properties()) {
            Map<String, String> texts = new LinkedHashMap<>();
            for (Map.Entry<String, JsonNode> text : locale.getValue().properties()) {
                if (!text.getValue().isTextual()
                        || text.getValue().textValue().length() > MAX_TEXT) {
                    attributes
                            .problems()
                            .add(
                                    Pointers.at(
                                            Pointers.at(pointer, locale.getKey()), text.getKey()),
                                    "wrong_type",
                                    "A text of at most " + MAX_TEXT + " characters is expected");
                } else {
                    texts.put(text.getKey(), text.getValue().textValue());
                }
            }
            if (!LOCALE.matcher(locale.getKey()).matches() || !locale.getValue().isObject()) {
                attributes
                        .problems()
                        .add(
                                Pointers.at(pointer, locale.getKey()),
                                "invalid_locale",
                                "A locale such as ru or pt-BR with an object of texts is expected");
            }
            byLocale.put(locale.getKey(), texts);
        }
        if (!node.isObject()) {
            attributes.problems().add(pointer, "wrong_type", "An object of locales is expected");
        }
        return new Translations(byLocale);
    }

    void write(ObjectNode out) {
        if (byLocale.isEmpty()) {
            return;
        }
        ObjectNode node = out.putObject("translations");
        byLocale.keySet().stream()
                .sorted()
                .forEach(locale -> {
                    ObjectNode texts = node.putObject(locale);
                    byLocale.getOrDefault(locale, Map.of()).entrySet().stream()
                            .sorted(Map.Entry.comparingByKey())
                            .forEach(text -> texts.put(text.getKey(), text.getValue()));
                });
    }

    /** The text in a locale, or in its language, or {@code otherwise}. */
    public String text(String locale, String key, String otherwise) {
        int dash = locale.indexOf('-');
        String language = dash < 0 ? locale : locale.substring(0, dash);
        String exact = byLocale.getOrDefault(locale, Map.of()).get(key);
        return exact != null
                ? exact
                : byLocale.getOrDefault(language, Map.of()).getOrDefault(key, otherwise);
    }
}
