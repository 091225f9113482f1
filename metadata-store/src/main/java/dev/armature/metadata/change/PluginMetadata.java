package dev.armature.metadata.change;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.definition.FieldDefinition;
import dev.armature.metadata.definition.ObjectDefinition;
import dev.armature.metadata.definition.Part;
import dev.armature.metadata.definition.TenantDefinition;
import dev.armature.metadata.field.LinkType;
import dev.armature.metadata.json.Attributes;
import dev.armature.metadata.json.Pointers;
import dev.armature.metadata.problem.Problems;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The edits by which a plugin's objects come into a tenant's metadata and go from it. */
public final class PluginMetadata {

    private PluginMetadata() {}

    /**
     * Brings a plugin's objects in. Those it brought before are brought up to date: fields and
     * parts of the plugin are replaced by name, what the tenant added stays, and nothing is taken
     * away.
     */
    public static MetadataEdit install(String plugin, List<ObjectNode> objects) {
        return (current, context) -> {
            TenantDefinition definition = current;
            for (int i = 0; i < objects.size(); i++) {
                ObjectNode json = objects.get(i);
                String pointer = Pointers.at("/objects", i);
                ObjectDefinition known = current.object(json.path("name").asText());
                if (known == null) {
                    definition =
                            definition.with(
                                    new DefinitionReader(context, plugin).object(json, pointer));
                } else if (plugin.equals(known.plugin())) {
                    definition = definition.with(update(known, plugin, json, pointer, context));
                } else {
                    context.problems()
                            .add(
                                    pointer + "/name",
                                    "not_unique",
                                    "There is an object \"" + known.name() + "\" already");
                }
            }
            return definition;
        };
    }

    private static ObjectDefinition update(
            ObjectDefinition known,
            String plugin,
            ObjectNode json,
            String pointer,
            EditContext context) {
        Problems problems = context.problems();
        // What the tenant demands of the records beside what the plugin does stays too.
        ObjectNode merged = known.options().toJson();
        merged.setAll(json);
        Attributes attributes = Attributes.of(merged, pointer, problems);
        ObjectDefinition.Header header = ObjectDefinition.Header.read(attributes);
        ObjectDefinition[] object = {known.withHeader(header)};
        context.locate(EditContext.place(known), pointer);
        attributes.list(
                "fields",
                (node, at) -> {
                    FieldDefinition field = field(object[0], plugin, node, at, problems);
                    if (field != null) {
                        object[0] = withField(object[0], field);
                        context.locate(EditContext.place(object[0], field), at);
                    }
                    return field;
                });
        for (Part.Kind kind : Part.Kind.values()) {
            attributes.list(
                    kind.plural(),
                    (node, at) -> {
                        Part old = known.part(kind, node.path("name").asText());
                        Part part =
                                Part.read(
                                        kind,
                                        old == null ? context.nextPart() : old.id(),
                                        plugin,
                                        node,
                                        at,
                                        problems);
                        object[0] = object[0].withPart(part);
                        context.locate(EditContext.place(object[0], part), at);
                        return part;
                    });
        }
        attributes.finish();
        return object[0];
    }

    private static @Nullable FieldDefinition field(
            ObjectDefinition object,
            String plugin,
            JsonNode node,
            String pointer,
            Problems problems) {
        FieldDefinition old = object.field(node.path("name").asText());
        if (old != null && !plugin.equals(old.plugin())) {
            problems.add(
                    pointer + "/name",
                    "not_unique",
                    "The object has a field \"" + old.name() + "\" of the tenant's own");
            return null;
        }
        return FieldDefinition.read(
                old == null ? object.nextFieldId() : old.id(), plugin, node, pointer, problems);
    }

    private static ObjectDefinition withField(ObjectDefinition object, FieldDefinition field) {
        if (object.fields().stream().anyMatch(other -> other.id() == field.id())) {
            return object.mapFields(other -> other.id() == field.id() ? field : other);
        }
        List<FieldDefinition> fields = new ArrayList<>(object.fields());
        fields.add(field);
        return object.withFields(fields).withNextFieldId(field.id() + 1);
    }

    /** Takes a plugin's objects and fields out; they can be restored like any that were deleted. */
    public static MetadataEdit remove(String plugin) {
        return (current, context) -> {
            Set<String> leaving =
                    current.objects().values().stream()
                            .filter(object -> plugin.equals(object.plugin()))
                            .map(ObjectDefinition::name)
                            .collect(Collectors.toSet());
            TenantDefinition definition = current;
            for (String name : leaving) {
                definition = definition.without(name);
            }
            definition =
                    definition.map(object ->
                            object.withFields(
                                    object.fields().stream()
                                            .filter(field -> !plugin.equals(field.plugin()))
                                            .toList()));
            for (ObjectDefinition object : definition.objects().values()) {
                for (FieldDefinition field : object.fields()) {
                    if (field.type() instanceof LinkType reference
                            && leaving.contains(reference.target())) {
                        context.problems()
                                .add(
                                        "",
                                        "in_use",
                                        "\""
                                                + reference.target()
                                                + "\" is used by the field "
                                                + object.name()
                                                + "."
                                                + field.name());
                    }
                }
            }
            return definition;
        };
    }
}
