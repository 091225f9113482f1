package dev.armature.metadata.change;

import com.fasterxml.jackson.databind.JsonNode;
import dev.armature.metadata.definition.FieldDefinition;
import dev.armature.metadata.definition.ObjectDefinition;
import dev.armature.metadata.definition.Part;
import dev.armature.metadata.json.Attributes;
import dev.armature.metadata.problem.Problems;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads whole objects from the JSON that clients, packages and plugins bring. */
public final class DefinitionReader {

    private final EditContext context;
    private final @Nullable String plugin;

    public DefinitionReader(EditContext context, @Nullable String plugin) {
        this.context = context;
        this.plugin = plugin;
    }

    /**
     * A new object with its fields and parts; what is wrong with it is in the context's problems.
     */
    public ObjectDefinition object(JsonNode json, String pointer) {
        Problems problems = context.problems();
        Attributes attributes = Attributes.of(json, pointer, problems);
        ObjectDefinition.Header header = ObjectDefinition.Header.read(attributes);
        List<FieldDefinition> fields = new ArrayList<>();
        List<String> fieldPointers = new ArrayList<>();
        attributes.list(
                "fields",
                (node, at) -> {
                    FieldDefinition field =
                            FieldDefinition.read(fields.size() + 1, plugin, node, at, problems);
                    if (field != null) {
                        fields.add(field);
                        fieldPointers.add(at);
                    }
                    return field;
                });
        List<Part> parts = new ArrayList<>();
        List<String> partPointers = new ArrayList<>();
        for (Part.Kind kind : Part.Kind.values()) {
            attributes.list(
                    kind.plural(),
                    (node, at) -> {
                        Part part = Part.read(kind, context.nextPart(), plugin, node, at, problems);
                        parts.add(part);
                        partPointers.add(at);
                        return part;
                    });
        }
        attributes.finish();
        ObjectDefinition object =
                new ObjectDefinition(
                        context.nextObject(),
                        header,
                        fields.size() + 1,
                        plugin,
                        fields,
                        parts,
                        null,
                        Map.of(),
                        false);
        locate(object, pointer, fieldPointers, partPointers);
        return object;
    }

    private void locate(
            ObjectDefinition object,
            String pointer,
            List<String> fieldPointers,
            List<String> partPointers) {
        context.locate(EditContext.place(object), pointer);
        for (int i = 0; i < object.fields().size(); i++) {
            context.locate(EditContext.place(object, object.fields().get(i)), fieldPointers.get(i));
        }
        for (int i = 0; i < object.parts().size(); i++) {
            context.locate(EditContext.place(object, object.parts().get(i)), partPointers.get(i));
        }
    }

    /** A new field for an object that exists. */
    public @Nullable FieldDefinition field(ObjectDefinition object, JsonNode json, String pointer) {
        FieldDefinition field =
                FieldDefinition.read(
                        object.nextFieldId(), plugin, json, pointer, context.problems());
        if (field != null) {
            context.locate(EditContext.place(object, field), pointer);
        }
        return field;
    }

    /** A new part for an object that exists. */
    public Part part(ObjectDefinition object, Part.Kind kind, JsonNode json) {
        Part part = Part.read(kind, context.nextPart(), plugin, json, "", context.problems());
        context.locate(EditContext.place(object, part), "");
        return part;
    }
}
