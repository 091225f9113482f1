package dev.armature.metadata.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.json.Attributes;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.problem.Problems;
import java.util.List;
import java.util.Objects;
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

    /**
     * A group of fields.
     *
     * @param columns how many columns they stand in, 1 to 4
     */
    public record Section(@Nullable String label, int columns, List<String> fields) {
        public Section {
            fields = List.copyOf(fields);
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
                        attributes.texts("fields", 63));
        attributes.finish();
        return section;
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
            section.fields().forEach(fields::add);
        }
        translations.write(out);
        return out;
    }

    /** The same with other sections. */
    public LayoutDefinition withSections(List<Section> newSections) {
        return new LayoutDefinition(id, name, label, newSections, translations, plugin);
    }
}
