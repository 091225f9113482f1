package dev.armature.engine.conversion;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.definition.FieldDefinition;
import dev.armature.metadata.definition.ObjectDefinition;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.problem.Problems;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a job has to convert.
 *
 * @param newId the number that the converted field gets; the next one says of a record which
 *     version of it has been converted
 * @param definition the field as it shall be
 * @param replacements what texts and options become
 * @param acceptLoss whether values that do not fit are given up
 */
record FieldConversion(
        int objectId,
        int oldId,
        int newId,
        ObjectNode definition,
        Map<String, String> replacements,
        boolean acceptLoss,
        boolean dryRun) {

    FieldConversion {
        definition = definition.deepCopy();
        replacements = Map.copyOf(replacements);
    }

    /** The key under which converted values are stored. */
    String newKey() {
        return Integer.toString(newId);
    }

    String oldKey() {
        return Integer.toString(oldId);
    }

    /** The key under which a record says which version of it was converted. */
    String markerKey() {
        return Integer.toString(newId + 1);
    }

    /** The new field, under the name that the old one has by now. */
    FieldDefinition field(FieldDefinition old) {
        ObjectNode json = definition.deepCopy().put("name", old.name());
        FieldDefinition field = FieldDefinition.read(newId, old.plugin(), json, "", new Problems());
        if (field == null) {
            throw new IllegalStateException("the definition was checked: " + json);
        }
        return field;
    }

    /** The object's old field; null when it is gone. */
    @Nullable FieldDefinition old(ObjectDefinition object) {
        return byId(object, oldId);
    }

    /** Whether the new field has taken the old one's place. */
    boolean isDone(ObjectDefinition object) {
        return byId(object, newId) != null;
    }

    private static @Nullable FieldDefinition byId(ObjectDefinition object, int id) {
        return object.fields().stream().filter(field -> field.id() == id).findFirst().orElse(null);
    }

    ObjectNode toJson(String field) {
        ObjectNode json = Json.object().put("field", field).put("objectId", objectId);
        json.put("oldId", oldId).put("newId", newId).set("definition", definition);
        ObjectNode replace = json.putObject("replace");
        replacements.forEach(replace::put);
        return json.put("acceptLoss", acceptLoss).put("dryRun", dryRun);
    }

    static FieldConversion fromJson(ObjectNode json) {
        Map<String, String> replacements = new LinkedHashMap<>();
        json.get("replace")
                .properties()
                .forEach(entry -> replacements.put(entry.getKey(), entry.getValue().textValue()));
        return new FieldConversion(
                json.get("objectId").intValue(),
                json.get("oldId").intValue(),
                json.get("newId").intValue(),
                (ObjectNode) json.get("definition"),
                replacements,
                json.get("acceptLoss").booleanValue(),
                json.get("dryRun").booleanValue());
    }
}
