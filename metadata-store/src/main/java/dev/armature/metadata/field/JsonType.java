package dev.armature.metadata.field;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.expression.ValueType;
import dev.armature.metadata.json.Attributes;
import dev.armature.metadata.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Any JSON, within bounds, and within a schema of its own if it has one.
 *
 * @param contract the schema, or null
 */
public record JsonType(@Nullable JsonContract contract) implements FieldType {

    static final String NAME = "json";

    /** How many bytes a value may have as UTF-8. */
    static final int MAX_BYTES = 65_536;

    private static final List<String> KINDS =
            List.of("object", "array", "string", "number", "boolean");

    static FieldType read(Attributes field) {
        JsonNode schema = field.node("schema");
        return new JsonType(
                schema == null
                        ? null
                        : JsonContract.read(schema, field.pointer("schema"), field.problems()));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void describe(ObjectNode field) {
        if (contract != null) {
            field.set("schema", contract.schema().deepCopy());
        }
    }

    @Override
    public ValueType valueType(Targets targets) {
        return ValueType.Scalar.JSON;
    }

    @Override
    public ColumnType column() {
        return ColumnType.JSONB;
    }

    @Override
    public void schema(ObjectNode schema) {
        ArrayNode forms = schema.putArray("anyOf");
        if (contract != null) {
            forms.add(contract.schema().deepCopy());
        } else {
            ObjectNode any = forms.addObject();
            KINDS.forEach(any.putArray("type")::add);
            any.putObject("items");
        }
    }

    @Override
    public @Nullable Object read(JsonNode json, Refusal refusal) {
        if (!JsonValues.check(json, refusal)) {
            return null;
        }
        JsonNode normal = JsonValues.normal(json);
        if (Json.write(normal).getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            refusal.refuse("too_long", "At most " + MAX_BYTES + " bytes are allowed");
            return null;
        }
        String mismatch = contract == null ? null : contract.mismatch(normal);
        if (mismatch != null) {
            refusal.refuse("schema_mismatch", mismatch);
            return null;
        }
        return normal;
    }

    @Override
    public @Nullable Object readCell(String cell, Refusal refusal) {
        JsonNode json = JsonValues.parse(cell);
        if (json != null) {
            return read(json, refusal);
        }
        refusal.refuse("invalid_json", "JSON is expected");
        return null;
    }

    @Override
    public String control() {
        return "json";
    }
}
