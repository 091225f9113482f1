package dev.armature.engine.form;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a form says and asks. Fields are known by number, so that no rename opens or closes one.
 *
 * @param thanks what is said to who has sent it, or null for the page's own words
 * @param redirect where they are led then, or null
 * @param fixed what every record gets that comes of it, by the fields' numbers: senders have no say
 *     in it
 */
record FormDefinition(
        String title,
        @Nullable String intro,
        @Nullable String thanks,
        @Nullable String redirect,
        List<Asked> fields,
        Map<Integer, JsonNode> fixed) {

    FormDefinition {
        fields = List.copyOf(fields);
        fixed = Map.copyOf(fixed);
    }

    /**
     * A field that is asked for.
     *
     * @param label what it is called on the form, or null for its own label
     * @param required whether it has to be filled in, whatever the object demands
     * @param choices whether strangers are shown the titles of the records that it may refer to
     */
    record Asked(
            int field,
            @Nullable String label,
            @Nullable String help,
            boolean required,
            boolean choices) {

        private ObjectNode toJson() {
            return Json.object()
                    .put("label", label)
                    .put("help", help)
                    .put("required", required)
                    .put("choices", choices);
        }
    }

    /** The fields that are asked for, as far as the object has them still. */
    Map<FieldModel, Asked> asked(ObjectModel object) {
        Map<FieldModel, Asked> asked = new LinkedHashMap<>();
        for (Asked one : fields) {
            FieldModel field = object.field(one.field);
            if (field != null && FormFields.canBeAsked(field)) {
                asked.put(field, one);
            }
        }
        return asked;
    }

    /** The form in which it is stored. */
    String stored() {
        ObjectNode json = texts();
        ArrayNode list = json.putArray("fields");
        fields.forEach(asked -> list.add(asked.toJson().put("field", asked.field)));
        ObjectNode values = json.putObject("fixed");
        fixed.forEach((id, value) -> values.set(Integer.toString(id), value));
        return Json.write(json);
    }

    static FormDefinition fromStored(String text) {
        JsonNode json = Json.read(text);
        List<Asked> fields = new ArrayList<>();
        for (JsonNode asked : json.get("fields")) {
            fields.add(
                    new Asked(
                            asked.get("field").intValue(),
                            asked.get("label").textValue(),
                            asked.get("help").textValue(),
                            asked.get("required").booleanValue(),
                            asked.get("choices").booleanValue()));
        }
        Map<Integer, JsonNode> fixed = new LinkedHashMap<>();
        json.get("fixed")
                .properties()
                .forEach(value -> fixed.put(Integer.valueOf(value.getKey()), value.getValue()));
        return new FormDefinition(
                json.get("title").textValue(),
                json.get("intro").textValue(),
                json.get("thanks").textValue(),
                json.get("redirect").textValue(),
                fields,
                fixed);
    }

    /** The form that administrators read and write; fields that are deleted are not in it. */
    ObjectNode toJson(ObjectModel object) {
        ObjectNode json = texts();
        ArrayNode list = json.putArray("fields");
        for (Asked asked : fields) {
            FieldModel field = object.field(asked.field);
            if (field != null) {
                list.add(asked.toJson().put("field", field.name()));
            }
        }
        ObjectNode values = json.putObject("fixed");
        fixed.forEach((id, value) -> {
            FieldModel field = object.field(id);
            if (field != null) {
                values.set(field.name(), value);
            }
        });
        return json;
    }

    private ObjectNode texts() {
        return Json.object()
                .put("title", title)
                .put("intro", intro)
                .put("thanks", thanks)
                .put("redirect", redirect);
    }
}
