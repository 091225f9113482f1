package dev.armature.metadata.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.json.Attributes;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.json.Pointers;
import dev.armature.metadata.problem.Problems;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A step that a rule carries out. The set is closed: what is not here, no rule can do. */
public sealed interface Action {

    ObjectNode toJson();

    /** Sets a field of the record being saved; only before save. */
    record SetField(String field, String value) implements Action {
        @Override
        public ObjectNode toJson() {
            return Json.object().put("type", "setField").put("field", field).put("value", value);
        }
    }

    /**
     * Creates a record; only after commit.
     *
     * @param values for each field of the new record an expression over the record that set the
     *     rule off
     */
    record CreateRecord(String object, Map<String, String> values) implements Action {
        public CreateRecord {
            values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        }

        @Override
        public ObjectNode toJson() {
            ObjectNode out = Json.object().put("type", "createRecord").put("object", object);
            ObjectNode node = out.putObject("values");
            values.forEach(node::put);
            return out;
        }
    }

    /**
     * Reads an action that is allowed at a rule's moment; null when it is not, with the problem
     * recorded.
     */
    static @Nullable Action read(
            RuleDefinition.Moment moment, JsonNode json, String pointer, Problems problems) {
        Attributes attributes = Attributes.of(json, pointer, problems);
        String type = attributes.text("type", 30);
        Action action =
                switch (type) {
                    case "setField" ->
                            new SetField(
                                    attributes.text("field", 63), attributes.text("value", 10_000));
                    case "createRecord" ->
                            new CreateRecord(attributes.text("object", 63), readValues(attributes));
                    default -> null;
                };
        if (action == null) {
            problems.add(
                    attributes.pointer("type"),
                    "unknown_option",
                    "setField or createRecord is expected");
            return null;
        }
        attributes.finish();
        boolean before = moment == RuleDefinition.Moment.BEFORE_SAVE;
        if (before != action instanceof SetField) {
            problems.add(
                    attributes.pointer("type"),
                    "not_allowed",
                    before
                            ? "A rule before save sets fields"
                            : "A rule after commit creates records");
        }
        return action;
    }

    private static Map<String, String> readValues(Attributes attributes) {
        Map<String, String> values = new LinkedHashMap<>();
        JsonNode node = attributes.node("values");
        if (node == null) {
            return values;
        }
        for (Map.Entry<String, JsonNode> value : node.properties()) {
            if (value.getValue().isTextual()) {
                values.put(value.getKey(), value.getValue().textValue());
            } else {
                attributes
                        .problems()
                        .add(
                                Pointers.at(attributes.pointer("values"), value.getKey()),
                                "wrong_type",
                                "An expression is expected, as a text");
            }
        }
        return values;
    }
}
