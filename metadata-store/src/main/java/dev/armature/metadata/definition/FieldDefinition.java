package dev.armature.metadata.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.field.FieldType;
import dev.armature.metadata.field.FieldTypes;
import dev.armature.metadata.json.Attributes;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.problem.Problems;
import org.jspecify.annotations.Nullable;

/**
 * A field of an object.
 *
 * @param id its number within the object, the key of its values in stored records; 0 until it is
 *     stored
 * @param indexed whether it gets a column and an index of its own in a dedicated table
 * @param searchable whether search looks into it
 * @param defaultValue an expression that gives a new record's value, or null
 * @param classification what its values say of people, or null for nothing
 * @param plugin the plugin that brought the field, or null
 */
public record FieldDefinition(
        int id,
        String name,
        String label,
        @Nullable String description,
        FieldType type,
        boolean required,
        boolean unique,
        boolean indexed,
        boolean searchable,
        @Nullable String defaultValue,
        @Nullable Classification classification,
        Translations translations,
        @Nullable String plugin) {

    private static final int MAX_DESCRIPTION = 1_000;

    /**
     * Reads a field from its JSON form.
     *
     * @return null when its type is unknown; the problems then say so
     */
    public static @Nullable FieldDefinition read(
            int id, @Nullable String plugin, JsonNode json, String pointer, Problems problems) {
        Attributes attributes = Attributes.of(json, pointer, problems);
        String name = Names.read(attributes);
        String label = Names.readLabel(attributes, name);
        FieldType type = FieldTypes.read(attributes);
        if (type == null) {
            return null;
        }
        FieldDefinition field =
                new FieldDefinition(
                        id,
                        name,
                        label,
                        attributes.optionalText("description", MAX_DESCRIPTION),
                        type,
                        attributes.flag("required", false),
                        attributes.flag("unique", false),
                        attributes.flag("indexed", false),
                        attributes.flag("searchable", false),
                        attributes.optionalText("default", 10_000),
                        Classification.read(attributes),
                        Translations.read(attributes),
                        plugin);
        attributes.finish();
        field.checkFlags(attributes);
        return field;
    }

    private void checkFlags(Attributes attributes) {
        if (unique && !type.canBeUnique()) {
            attributes
                    .problems()
                    .add(
                            attributes.pointer("unique"),
                            "not_allowed",
                            "A field of type " + type.name() + " cannot be unique");
        }
        if (!type.writable() && (required || defaultValue != null)) {
            attributes
                    .problems()
                    .add(
                            attributes.pointer(required ? "required" : "default"),
                            "not_allowed",
                            "The platform fills a field of type " + type.name() + " itself");
        }
    }

    public ObjectNode toJson() {
        ObjectNode out = Json.object().put("name", name).put("label", label);
        if (description != null) {
            out.put("description", description);
        }
        out.put("type", type.name());
        type.describe(out);
        out.put("required", required)
                .put("unique", unique)
                .put("indexed", indexed)
                .put("searchable", searchable);
        if (defaultValue != null) {
            out.put("default", defaultValue);
        }
        if (classification != null) {
            out.put(Classification.ATTRIBUTE, classification.spelling());
        }
        translations.write(out);
        return out;
    }

    /** Whether its values are kept out of messages, lists of refusals and SQL views. */
    public boolean isSensitive() {
        return classification == Classification.SENSITIVE;
    }

    /** A message about a value of the field, which repeats nothing of it if that is sensitive. */
    public String message(String message) {
        return isSensitive()
                ? "This value is not taken; what is wrong with it is not told, since \""
                        + name
                        + "\" is sensitive"
                : message;
    }

    /** The same with another type, for example with a formula's text rewritten. */
    public FieldDefinition withType(FieldType newType) {
        return new FieldDefinition(
                id,
                name,
                label,
                description,
                newType,
                required,
                unique,
                indexed,
                searchable,
                defaultValue,
                classification,
                translations,
                plugin);
    }

    /** The same with the text of its default rewritten. */
    public FieldDefinition withDefault(@Nullable String rewritten) {
        return new FieldDefinition(
                id,
                name,
                label,
                description,
                type,
                required,
                unique,
                indexed,
                searchable,
                rewritten,
                classification,
                translations,
                plugin);
    }
}
