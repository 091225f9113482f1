package dev.armature.engine.transfer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.json.Json;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a file has that its object's metadata does not, and that an import makes.
 *
 * @param fields the new fields as metadata describes them, by the labels of their columns
 * @param options the new options, by the names of their fields
 */
record Missing(Map<String, ObjectNode> fields, Map<String, List<String>> options) {

    private static final String COLUMN = "column";
    private static final String DEFINITION = "definition";

    Missing {
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
    }

    List<String> options(String field) {
        return options.getOrDefault(field, List.of());
    }

    ObjectNode toJson() {
        ObjectNode json = Json.object();
        ArrayNode listed = json.putArray("fields");
        fields.forEach((column, definition) ->
                listed.addObject().put(COLUMN, column).set(DEFINITION, definition));
        ArrayNode ofFields = json.putArray("options");
        options.forEach((field, values) -> {
            ArrayNode list = ofFields.addObject().put("field", field).putArray("values");
            values.forEach(list::add);
        });
        return json;
    }

    static Missing fromJson(JsonNode json) {
        Map<String, ObjectNode> fields = new LinkedHashMap<>();
        for (JsonNode field : json.path("fields")) {
            fields.put(field.get(COLUMN).textValue(), (ObjectNode) field.get(DEFINITION));
        }
        Map<String, List<String>> options = new LinkedHashMap<>();
        for (JsonNode of : json.path("options")) {
            List<String> values = new ArrayList<>();
            of.path("values").forEach(value -> values.add(value.textValue()));
            options.put(of.get("field").textValue(), values);
        }
        return new Missing(fields, options);
    }
}
