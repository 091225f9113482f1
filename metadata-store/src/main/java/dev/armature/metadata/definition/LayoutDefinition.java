package dev.armature.metadata.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.armature.metadata.json.Attributes;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.problem.Problems;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How the fields of an object are laid out on a form. */
public record LayoutDefinition(
        int id,
        String name,
        @Nullable String label,
        List<Section> sections,
        Translations translations,
        @Nullable String plugin)
        implements Part {

    private static final String VISIBLE_WHEN = "visibleWhen";
    private static final int MAX_EXPRESSION = 10_000;

    /**
     * A group of fields.
     *
     * @param columns how many columns they stand in, 1 to 4
     * @param visibleWhen the condition on which it is shown; null for always
     */
    public record Section(
            @Nullable String label, int columns, List<Item> items, @Nullable String visibleWhen) {
        public Section {
            items = List.copyOf(items);
        }

        /** The names of the fields. */
        public List<String> fields() {
            return items.stream().map(Item::field).toList();
        }

        /** The same with other fields. */
        public Section withItems(List<Item> newItems) {
            return new Section(label, columns, newItems, visibleWhen);
        }
    }

    /**
     * A field in its place.
     *
     * @param visibleWhen the condition on which it is shown; null for always
     */
    public record Item(String field, @Nullable String visibleWhen) {

        private JsonNode toJson() {
            return visibleWhen == null
                    ? TextNode.valueOf(field)
                    : Json.object().put("field", field).put(VISIBLE_WHEN, visibleWhen);
        }
    }

    public LayoutDefinition {
        sections = List.copyOf(sections);
    }

    public static LayoutDefinition read(
            int id, @Nullable String plugin, JsonNode json, String pointer, Problems problems) {
        Attributes attributes = Attributes.of(json, pointer, problems);
        LayoutDefinition layout =
                new LayoutDefinition(
                        id,
                        Names.read(attributes),
                        attributes.optionalText("label", 120),
                        attributes.list("sections", (node, at) -> readSection(node, at, problems)),
                        Translations.read(attributes),
                        plugin);
        attributes.finish();
        return layout;
    }

    private static Section readSection(JsonNode json, String pointer, Problems problems) {
        Attributes attributes = Attributes.of(json, pointer, problems);
        Section section =
                new Section(
                        attributes.optionalText("label", 120),
                        Objects.requireNonNullElse(attributes.optionalInt("columns", 1, 4), 2),
                        attributes.list("fields", (node, at) -> readItem(node, at, problems)),
                        attributes.optionalText(VISIBLE_WHEN, MAX_EXPRESSION));
        attributes.finish();
        return section;
    }

    /** Reads the name of a field, or an object of it and its condition. */
    private static @Nullable Item readItem(JsonNode json, String pointer, Problems problems) {
        if (json.isTextual() && json.textValue().length() <= Names.MAX_LENGTH) {
            return new Item(json.textValue(), null);
        }
        if (!json.isObject()) {
            problems.add(
                    pointer,
                    "wrong_type",
                    "The name of a field, or {\"field\", \"visibleWhen\"}, is expected");
            return null;
        }
        Attributes attributes = Attributes.of(json, pointer, problems);
        Item item =
                new Item(
                        attributes.text("field", Names.MAX_LENGTH),
                        attributes.optionalText(VISIBLE_WHEN, MAX_EXPRESSION));
        attributes.finish();
        return item;
    }

    @Override
    public Kind kind() {
        return Kind.LAYOUT;
    }

    @Override
    public ObjectNode toJson() {
        ObjectNode out = Json.object().put("name", name);
        if (label != null) {
            out.put("label", label);
        }
        ArrayNode list = out.putArray("sections");
        for (Section section : sections) {
            ObjectNode node = list.addObject();
            if (section.label() != null) {
                node.put("label", section.label());
            }
            ArrayNode fields = node.put("columns", section.columns()).putArray("fields");
            section.items().forEach(item -> fields.add(item.toJson()));
            if (section.visibleWhen() != null) {
                node.put(VISIBLE_WHEN, section.visibleWhen());
            }
        }
        translations.write(out);
        return out;
    }

    /** The conditions on which sections and fields are shown. */
    public List<String> conditions() {
        return sections.stream()
                .flatMap(section ->
                        Stream.concat(
                                Stream.ofNullable(section.visibleWhen()),
                                section.items().stream()
                                        .flatMap(item -> Stream.ofNullable(item.visibleWhen()))))
                .toList();
    }

    /** The same with the names of fields, and the conditions, passed through functions. */
    public LayoutDefinition renamed(UnaryOperator<String> name, UnaryOperator<String> expression) {
        return withSections(
                sections.stream()
                        .map(section ->
                                new Section(
                                        section.label(),
                                        section.columns(),
                                        section.items().stream()
                                                .map(item ->
                                                        new Item(
                                                                name.apply(item.field()),
                                                                rewritten(
                                                                        item.visibleWhen(),
                                                                        expression)))
                                                .toList(),
                                        rewritten(section.visibleWhen(), expression)))
                        .toList());
    }

    private static @Nullable String rewritten(
            @Nullable String condition, UnaryOperator<String> expression) {
        return condition == null ? null : expression.apply(condition);
    }

    /** The same without a field. */
    public LayoutDefinition without(String field) {
        return withSections(
                sections.stream()
                        .map(section ->
                                section.withItems(
                                        section.items().stream()
                                                .filter(item -> !item.field().equals(field))
                                                .toList()))
                        .toList());
    }

    /** The same with other sections. */
    public LayoutDefinition withSections(List<Section> newSections) {
        return new LayoutDefinition(id, name, label, newSections, translations, plugin);
    }
}
