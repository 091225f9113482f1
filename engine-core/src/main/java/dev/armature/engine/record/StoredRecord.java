package dev.armature.engine.record;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.expression.Numbers;
import dev.armature.metadata.field.Values;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.model.SystemField;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A record as it is, or will be, in the database.
 *
 * @param values normal values by the fields' numbers; a field without a value is absent
 * @param unknown stored values of fields that the model does not have, such as deleted ones: kept
 *     as they are
 */
public record StoredRecord(
        ObjectModel object,
        UUID id,
        int version,
        Instant createdAt,
        @Nullable UUID createdBy,
        Instant updatedAt,
        @Nullable UUID updatedBy,
        @Nullable UUID owner,
        boolean deleted,
        Map<Integer, Object> values,
        Map<String, JsonNode> unknown) {

    public StoredRecord {
        values = Collections.unmodifiableMap(new TreeMap<>(values));
        unknown = Map.copyOf(unknown);
    }

    /** The same record with other values. */
    StoredRecord with(Map<Integer, Object> others) {
        return new StoredRecord(
                object, id, version, createdAt, createdBy, updatedAt, updatedBy, owner, deleted,
                others, unknown);
    }

    /** The normal values of a stored record's JSON. */
    static Map<Integer, Object> readValues(
            ObjectModel object, ObjectNode data, Map<String, JsonNode> unknown) {
        Map<Integer, Object> values = new TreeMap<>();
        for (Map.Entry<String, JsonNode> entry : data.properties()) {
            FieldModel field = object.field(Integer.parseInt(entry.getKey()));
            Object value =
                    field == null
                            ? null
                            : Values.fromJson(entry.getValue(), field.property().type());
            if (field == null || value == null) {
                unknown.put(entry.getKey(), entry.getValue());
            } else {
                values.put(field.id(), value);
            }
        }
        return values;
    }

    /** The JSON that is stored: values by the fields' numbers. */
    static String data(Map<Integer, Object> values, Map<String, JsonNode> unknown) {
        return Json.written(out -> {
            out.writeStartObject();
            for (Map.Entry<Integer, Object> value : values.entrySet()) {
                out.writeFieldName(Integer.toString(value.getKey()));
                Values.write(out, value.getValue());
            }
            for (Map.Entry<String, JsonNode> value : unknown.entrySet()) {
                out.writeFieldName(value.getKey());
                Json.MAPPER.writeTree(out, value.getValue());
            }
            out.writeEndObject();
        });
    }

    /** A system field's value. */
    @Nullable Object system(SystemField field) {
        return switch (field) {
            case ID -> id;
            case VERSION -> Numbers.of(version);
            case CREATED_AT -> createdAt;
            case CREATED_BY -> createdBy;
            case UPDATED_AT -> updatedAt;
            case UPDATED_BY -> updatedBy;
            case OWNER -> owner;
        };
    }
}
