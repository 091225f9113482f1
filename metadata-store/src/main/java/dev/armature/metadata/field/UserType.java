package dev.armature.metadata.field;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.expression.Literals;
import dev.armature.metadata.expression.ValueType;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A user of the tenant, by id. Whether there is such a user is checked where it is written. */
public record UserType() implements FieldType {

    static final String NAME = "user";

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
        return ValueType.Scalar.USER;
    }

    @Override
    public ColumnType column() {
        return ColumnType.UUID;
    }

    @Override
    public void schema(ObjectNode schema) {
        schema.put("type", "string");
        schema.put("format", "uuid");
        schema.put("pattern", Literals.ID_PATTERN);
    }

    @Override
    public @Nullable Object read(JsonNode json, Refusal refusal) {
        UUID id = json.isTextual() ? Literals.id(json.textValue()) : null;
        if (id == null) {
            refusal.refuse(
                    json.isTextual() ? "invalid_id" : "wrong_type", "The id of a user is expected");
        }
        return id;
    }

    @Override
    public String control() {
        return "user";
    }

    @Override
    public boolean canBeUnique() {
        return true;
    }
}
