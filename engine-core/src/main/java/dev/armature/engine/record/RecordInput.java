package dev.armature.engine.record;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.expression.Suggestions;
import dev.armature.metadata.field.UnresolvedReference;
import dev.armature.metadata.json.Pointers;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.model.SystemField;
import dev.armature.metadata.problem.Problems;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A record's JSON from outside, checked for shape and type: every field known, every value normal.
 * What only the platform fills may be sent back unchanged, so that a client can put what it got.
 *
 * @param values the given fields with their normal values, {@link UnresolvedReference}s, or null
 * @param echoes values given for fields that the platform fills, by name
 * @param json the input
 * @param problems everything wrong with it; a field that is wrong has no value
 */
record RecordInput(
        Map<FieldModel, @Nullable Object> values,
        Map<String, JsonNode> echoes,
        ObjectNode json,
        Problems problems) {

    static RecordInput read(ObjectModel object, ObjectNode json) {
        Problems problems = new Problems();
        Map<FieldModel, @Nullable Object> values = new LinkedHashMap<>();
        Map<String, JsonNode> echoes = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : json.properties()) {
            String name = entry.getKey();
            FieldModel field = object.field(name);
            if (field == null && SystemField.named(name) == null) {
                problems.add(Pointers.at("", name), "unknown_field", unknown(object, name));
            } else if (field == null || !field.type().writable()) {
                echoes.put(name, entry.getValue());
            } else {
                values.put(field, value(field, entry.getValue(), problems));
            }
        }
        return new RecordInput(values, echoes, json, problems);
    }

    private static @Nullable Object value(FieldModel field, JsonNode json, Problems problems) {
        return json.isNull()
                ? null
                : field.read(
                        json,
                        (code, message) ->
                                problems.add(Pointers.at("", field.name()), code, message));
    }

    private static String unknown(ObjectModel object, String name) {
        String nearest =
                Suggestions.nearest(name, object.fields().stream().map(FieldModel::name).toList());
        return "\""
                + object.name()
                + "\" has no field \""
                + name
                + "\""
                + (nearest == null ? "" : "; did you mean \"" + nearest + "\"?");
    }
}
