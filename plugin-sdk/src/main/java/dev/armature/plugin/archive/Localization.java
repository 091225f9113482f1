package dev.armature.plugin.archive;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.json.Pointers;
import dev.armature.metadata.problem.Problems;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Puts the texts of {@code i18n/} into objects. A key is a path: {@code object.deal.pluralLabel},
 * {@code field.deal.amount.label}, {@code option.deal.stage.won}, {@code view.deal.all.label},
 * {@code layout.deal.form.label}, {@code section.deal.form.0}, {@code validation.deal.x.message},
 * {@code rule.deal.x.label}; {@code plugin.name} and {@code plugin.description} are about the
 * plugin itself.
 */
final class Localization {

    private static final String BASE = "en";
    private static final Set<String> OF_THE_PLUGIN = Set.of("plugin.name", "plugin.description");
    private static final Map<String, String> PARTS =
            Map.of(
                    "view",
                    "views",
                    "layout",
                    "layouts",
                    "validation",
                    "validations",
                    "rule",
                    "rules");

    private final Problems problems;
    private final Map<String, ObjectNode> objects = new HashMap<>();

    /**
     * For these objects.
     *
     * @param objects are changed by {@link #apply}, and may by {@link #check} be written another
     *     way that means the same
     */
    Localization(List<ObjectNode> objects, Problems problems) {
        this.problems = problems;
        objects.forEach(object -> this.objects.put(object.path("name").asText(), object));
    }

    /** Finds keys that are about nothing in the archive. */
    void check(Map<String, Map<String, String>> texts) {
        texts.forEach((locale, byKey) ->
                byKey.keySet()
                        .forEach(key -> {
                            if (!OF_THE_PLUGIN.contains(key) && place(key) == null) {
                                problems.add(
                                        Pointers.at("i18n/" + locale + ".json#", key),
                                        "unknown_key",
                                        "The archive has nothing that this would be the text of");
                            }
                        }));
    }

    /** Puts the texts in. */
    void apply(Map<String, Map<String, String>> texts) {
        texts.forEach((locale, byKey) -> byKey.forEach((key, text) -> put(locale, key, text)));
    }

    private void put(String locale, String key, String text) {
        Place place = place(key);
        if (place == null) {
            return;
        }
        boolean said = place.base().hasNonNull(place.attribute());
        if (locale.equals(BASE) && !said) {
            place.base().put(place.attribute(), text);
        } else {
            place.translated()
                    .withObjectProperty("translations")
                    .withObjectProperty(locale)
                    .put(place.translationKey(), text);
        }
    }

    /**
     * Where a text belongs.
     *
     * @param base the node whose attribute holds the text in English
     * @param translated the node that holds translations
     */
    private record Place(
            ObjectNode base, String attribute, ObjectNode translated, String translationKey) {}

    private @Nullable Place place(String key) {
        String[] steps = key.split("\\.", -1);
        ObjectNode object = steps.length < 3 ? null : objects.get(steps[1]);
        if (object == null) {
            return null;
        }
        return switch (steps[0]) {
            case "object" ->
                    steps.length == 3
                            ? attribute(
                                    object, steps[2], Set.of("label", "pluralLabel", "description"))
                            : null;
            case "field" ->
                    steps.length == 4
                            ? attribute(
                                    named(object, "fields", steps[2]),
                                    steps[3],
                                    Set.of("label", "description"))
                            : null;
            case "option" -> steps.length < 4 ? null : option(object, steps[2], rest(key, steps));
            case "section" -> steps.length == 4 ? section(object, steps[2], steps[3]) : null;
            default -> {
                String list = PARTS.get(steps[0]);
                yield list == null || steps.length != 4
                        ? null
                        : attribute(
                                named(object, list, steps[2]),
                                steps[3],
                                Set.of(steps[0].equals("validation") ? "message" : "label"));
            }
        };
    }

    /** What follows the third dot: an option's value may have dots of its own. */
    private static String rest(String key, String[] steps) {
        return key.substring(steps[0].length() + steps[1].length() + steps[2].length() + 3);
    }

    private static @Nullable Place attribute(
            @Nullable ObjectNode node, String attribute, Set<String> allowed) {
        return node == null || !allowed.contains(attribute)
                ? null
                : new Place(node, attribute, node, attribute);
    }

    private static @Nullable Place option(ObjectNode object, String fieldName, String value) {
        ObjectNode field = named(object, "fields", fieldName);
        if (field == null || !(field.get("options") instanceof ArrayNode options)) {
            return null;
        }
        for (int i = 0; i < options.size(); i++) {
            JsonNode option = options.get(i);
            if (option.isTextual() && option.textValue().equals(value)) {
                ObjectNode written = Json.object().put("value", value);
                options.set(i, written);
                return new Place(written, "label", field, "options." + value);
            }
            if (option instanceof ObjectNode written
                    && written.path("value").asText().equals(value)) {
                return new Place(written, "label", field, "options." + value);
            }
        }
        return null;
    }

    private static @Nullable Place section(ObjectNode object, String layoutName, String index) {
        ObjectNode layout = named(object, "layouts", layoutName);
        if (layout == null || !index.matches("\\d{1,3}")) {
            return null;
        }
        JsonNode section = layout.path("sections").path(Integer.parseInt(index));
        return section instanceof ObjectNode written
                ? new Place(written, "label", layout, "sections." + index)
                : null;
    }

    private static @Nullable ObjectNode named(ObjectNode object, String list, String name) {
        for (JsonNode element : object.path(list)) {
            if (element instanceof ObjectNode node && node.path("name").asText().equals(name)) {
                return node;
            }
        }
        return null;
    }
}
