package dev.armature.engine.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.definition.Classification;
import dev.armature.metadata.definition.FieldDefinition;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.model.SystemField;
import dev.armature.metadata.model.TenantModel;
import java.util.Map;

/** JSON Schemas (draft 2020-12) of an object's records. */
public final class RecordSchemas {

    private static final String DIALECT = "https://json-schema.org/draft/2020-12/schema";

    private RecordSchemas() {}

    /** The schema of a record: what a client reads, with what it cannot write marked read-only. */
    public static ObjectNode record(ObjectModel object, String locale) {
        ObjectNode schema = Json.object().put("$schema", DIALECT);
        schema.setAll(body(object, locale, true));
        return schema;
    }

    /** The schema of what a client sends to create a record. */
    public static ObjectNode input(ObjectModel object, String locale) {
        return body(object, locale, false);
    }

    private static ObjectNode body(ObjectModel object, String locale, boolean reading) {
        var header = object.definition().header();
        ObjectNode schema = Json.object();
        schema.put("title", header.translations().text(locale, "label", header.label()));
        schema.put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        ArrayNode required = Json.MAPPER.createArrayNode();
        if (reading) {
            properties.set(
                    "id",
                    Json.object()
                            .put("type", "string")
                            .put("format", "uuid")
                            .put("readOnly", true));
        }
        for (FieldModel field : object.fields()) {
            boolean writable = object.isWritable(field);
            if (reading || writable) {
                properties.set(field.name(), property(field, writable, locale));
            }
            if ((reading || writable)
                    && field.definition().required()
                    && field.definition().defaultValue() == null) {
                required.add(field.name());
            }
        }
        if (reading) {
            for (SystemField field : SystemField.values()) {
                if (field != SystemField.ID) {
                    properties.set(field.fieldName(), system(field));
                }
            }
        }
        if (!reading) {
            children(object, properties);
        }
        schema.set("required", required);
        return schema.put("additionalProperties", false);
    }

    private static void children(ObjectModel object, ObjectNode properties) {
        Map<String, TenantModel.Incoming> children = object.tenant().children(object);
        if (!children.isEmpty()) {
            ObjectNode nested = properties.putObject("$children").put("type", "object");
            nested.put("description", "Records to create that reference this one, by their object");
            ObjectNode names = nested.putObject("properties");
            children.keySet()
                    .forEach(name ->
                            names.putObject(name)
                                    .put("type", "array")
                                    .putObject("items")
                                    .put("type", "object"));
            nested.put("additionalProperties", false);
        }
    }

    private static ObjectNode property(FieldModel field, boolean writable, String locale) {
        FieldDefinition definition = field.definition();
        ObjectNode schema = Json.object();
        field.type().schema(schema);
        if (definition.required()) {
            refuseBlank(schema);
        } else {
            allowNull(schema);
        }
        schema.put("title", definition.translations().text(locale, "label", definition.label()));
        String description = definition.description();
        if (description != null) {
            schema.put(
                    "description",
                    definition.translations().text(locale, "description", description));
        }
        if (!writable) {
            schema.put("readOnly", true);
        }
        Classification classification = definition.classification();
        if (classification != null) {
            schema.put("x-" + Classification.ATTRIBUTE, classification.spelling());
        }
        return schema;
    }

    private static void refuseBlank(ObjectNode schema) {
        if (schema.path("type").asText().equals("string")
                && !schema.has("format")
                && !schema.has("pattern")) {
            schema.put("pattern", "\\S");
        } else if (schema.path("type").asText().equals("array")) {
            schema.put("minItems", 1);
        }
    }

    static void allowNull(ObjectNode schema) {
        JsonNode type = schema.get("type");
        if (type != null) {
            schema.putArray("type").add(type).add("null");
        } else if (schema.get("enum") instanceof ArrayNode options) {
            options.addNull();
        } else if (schema.get("anyOf") instanceof ArrayNode forms) {
            forms.addObject().put("type", "null");
        }
    }

    private static ObjectNode system(SystemField field) {
        ObjectNode schema = Json.object();
        switch (field) {
            case ID -> schema.put("type", "string").put("format", "uuid");
            case VERSION -> schema.put("type", "integer").put("minimum", 1);
            case CREATED_AT, UPDATED_AT -> schema.put("type", "string").put("format", "date-time");
            case CREATED_BY, UPDATED_BY, OWNER -> {
                schema.put("type", "string").put("format", "uuid");
                allowNull(schema);
            }
        }
        return schema.put("readOnly", true);
    }
}
