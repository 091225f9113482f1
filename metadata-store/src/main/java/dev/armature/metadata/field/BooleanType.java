package dev.armature.metadata.field;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.expression.ValueType;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** True, false, or not said. */
public record BooleanType() implements FieldType {

    static final String NAME = "boolean";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void describe(ObjectNode field) {
        // has no options
    }

    @Override
    public ValueType valueType(Targets targets) {
        return ValueType.Scalar.BOOLEAN;
    }

    @Override
    public ColumnType column() {
        return ColumnType.BOOLEAN;
    }

    @Override
    public void schema(ObjectNode schema) {
        schema.put("type", "boolean");
    }

    @Override
    public @Nullable Object read(JsonNode json, Refusal refusal) {
        if (!json.isBoolean()) {
            refusal.refuse("wrong_type", "true or false is expected");
            return null;
        }
        return json.booleanValue();
    }

    @Override
    public @Nullable Object readCell(String cell, Refusal refusal) {
        return switch (cell.strip().toLowerCase(Locale.ROOT)) {
            case "true", "1", "yes" -> true;
            case "false", "0", "no" -> false;
            default -> {
                refusal.refuse("wrong_type", "true or false is expected");
                yield null;
            }
        };
    }

    @Override
    public String control() {
        return "boolean";
    }
}
