package dev.armature.metadata.field;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.expression.Literals;
import dev.armature.metadata.expression.ValueType;
import java.time.LocalTime;
import org.jspecify.annotations.Nullable;

/** A time of day, of no day and no time zone, kept to the microsecond. */
public record TimeType() implements FieldType {

    static final String NAME = "time";

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
        return ValueType.Scalar.TIME;
    }

    @Override
    public ColumnType column() {
        return ColumnType.TIME;
    }

    // Not the format "time" of JSON Schema, which asks for a zone.
    @Override
    public void schema(ObjectNode schema) {
        schema.put("type", "string");
        schema.put("pattern", Literals.TIME_PATTERN);
    }

    @Override
    public @Nullable Object read(JsonNode json, Refusal refusal) {
        LocalTime time = json.isTextual() ? Literals.time(json.textValue()) : null;
        if (time == null) {
            refusal.refuse(
                    json.isTextual() ? "invalid_time" : "wrong_type",
                    "A time of day such as 09:30 is expected");
        }
        return time;
    }

    @Override
    public String control() {
        return "time";
    }

    @Override
    public boolean canBeUnique() {
        return true;
    }
}
