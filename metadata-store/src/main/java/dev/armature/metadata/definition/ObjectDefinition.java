package dev.armature.metadata.definition;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.json.Attributes;
import dev.armature.metadata.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * An object: what a tenant calls a table, a type or an entity.
 *
 * @param id its number inside the database, unique on the installation
 * @param nextFieldId the number the next new field gets; numbers are never used twice
 * @param plugin the plugin that brought the object, or null
 * @param table the table that holds its records alone, or null while they lie in the shared store;
 *     no part of what an administrator writes or a package carries
 * @param filling the rollups whose figures a job is putting into the records, by their numbers, and
 *     the version of the metadata that asks for it; the platform's as well
 * @param switching whether its records are about to be in another place, so that their writers have
 *     to ask first; the platform's as well
 */
public record ObjectDefinition(
        int id,
        Header header,
        int nextFieldId,
        @Nullable String plugin,
        List<FieldDefinition> fields,
        List<Part> parts,
        @Nullable TableLayout table,
        Map<Integer, Long> filling,
        boolean switching) {

    /**
     * What is said of the object as a whole.
     *
     * @param titleField the name of the field whose value stands for a record, or null for its id
     */
    public record Header(
            String name,
            String label,
            String pluralLabel,
            @Nullable String icon,
            @Nullable String description,
            @Nullable String titleField,
            Translations translations,
            ObjectOptions options) {

        /** Reads the header from an object's JSON; the fields and parts are left to the caller. */
        public static Header read(Attributes attributes) {
            String name = Names.read(attributes);
            String label = Names.readLabel(attributes, name);
            return new Header(
                    name,
                    label,
                    Objects.requireNonNullElse(
                            attributes.optionalText("pluralLabel", Names.MAX_LABEL), label + "s"),
                    attributes.optionalText("icon", 60),
                    attributes.optionalText("description", 1_000),
                    attributes.optionalText("titleField", 63),
                    Translations.read(attributes),
                    ObjectOptions.read(attributes));
        }

        /** The same with another title field. */
        public Header withTitleField(@Nullable String field) {
            return new Header(
                    name, label, pluralLabel, icon, description, field, translations, options);
        }

        /** The same with other options. */
        public Header withOptions(ObjectOptions changed) {
            return new Header(
                    name, label, pluralLabel, icon, description, titleField, translations, changed);
        }

        public ObjectNode toJson() {
            ObjectNode out =
                    Json.object()
                            .put("name", name)
                            .put("label", label)
                            .put("pluralLabel", pluralLabel);
            if (icon != null) {
                out.put("icon", icon);
            }
            if (description != null) {
                out.put("description", description);
            }
            if (titleField != null) {
                out.put("titleField", titleField);
            }
            translations.write(out);
            options.write(out);
            return out;
        }
    }

    public ObjectDefinition {
        fields = List.copyOf(fields);
        parts = List.copyOf(parts);
        filling = Map.copyOf(filling);
    }

    public String name() {
        return header.name();
    }

    /** What the object demands of its records. */
    public ObjectOptions options() {
        return header.options();
    }

    public @Nullable FieldDefinition field(String name) {
        for (FieldDefinition field : fields) {
            if (field.name().equals(name)) {
                return field;
            }
        }
        return null;
    }

    public @Nullable Part part(Part.Kind kind, String name) {
        for (Part part : parts) {
            if (part.kind() == kind && part.name().equals(name)) {
                return part;
            }
        }
        return null;
    }

    /** The parts that are of one type, in order. */
    public <P extends Part> List<P> parts(Class<P> type) {
        return parts.stream().filter(type::isInstance).map(type::cast).toList();
    }

    public ObjectDefinition withHeader(Header newHeader) {
        return new ObjectDefinition(
                id, newHeader, nextFieldId, plugin, fields, parts, table, filling, switching);
    }

    public ObjectDefinition withFields(List<FieldDefinition> newFields) {
        return new ObjectDefinition(
                id, header, nextFieldId, plugin, newFields, parts, table, filling, switching);
    }

    public ObjectDefinition withParts(List<Part> newParts) {
        return new ObjectDefinition(
                id, header, nextFieldId, plugin, fields, newParts, table, filling, switching);
    }

    public ObjectDefinition withNextFieldId(int next) {
        return new ObjectDefinition(
                id, header, next, plugin, fields, parts, table, filling, switching);
    }

    /** The same with its records in another place; null for the shared store. */
    public ObjectDefinition withTable(@Nullable TableLayout newTable) {
        return new ObjectDefinition(
                id, header, nextFieldId, plugin, fields, parts, newTable, filling, switching);
    }

    /** The same with other rollups that are being filled. */
    public ObjectDefinition withFilling(Map<Integer, Long> others) {
        return new ObjectDefinition(
                id, header, nextFieldId, plugin, fields, parts, table, others, switching);
    }

    /** The same, about to be in another place or not. */
    public ObjectDefinition withSwitching(boolean now) {
        return new ObjectDefinition(
                id, header, nextFieldId, plugin, fields, parts, table, filling, now);
    }

    /** The same with each field passed through a function. */
    public ObjectDefinition mapFields(UnaryOperator<FieldDefinition> change) {
        return withFields(fields.stream().map(change).toList());
    }

    /** The same with each part passed through a function. */
    public ObjectDefinition mapParts(UnaryOperator<Part> change) {
        return withParts(parts.stream().map(change).toList());
    }

    /** The same with a part added, or put in place of the one of its kind and id. */
    public ObjectDefinition withPart(Part part) {
        List<Part> changed = new ArrayList<>(parts);
        for (int i = 0; i < changed.size(); i++) {
            if (changed.get(i).kind() == part.kind() && changed.get(i).id() == part.id()) {
                changed.set(i, part);
                return withParts(changed);
            }
        }
        changed.add(part);
        return withParts(changed);
    }

    /** The form clients read: attributes, fields and parts. */
    public ObjectNode toJson() {
        ObjectNode out = header.toJson();
        if (plugin != null) {
            out.put("plugin", plugin);
        }
        ArrayNode fieldList = out.putArray("fields");
        fields.forEach(field -> fieldList.add(field.toJson()));
        for (Part.Kind kind : Part.Kind.values()) {
            ArrayNode list = out.putArray(kind.plural());
            parts.stream()
                    .filter(part -> part.kind() == kind)
                    .forEach(part -> list.add(part.toJson()));
        }
        return out;
    }
}
