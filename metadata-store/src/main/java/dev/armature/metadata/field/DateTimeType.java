package dev.armature.metadata.field;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.expression.Literals;
import dev.armature.metadata.expression.ValueType;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A moment, kept in UTC to the microsecond. */
public record DateTimeType() implements FieldType {

    static final String NAME = "dateTime";

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
        return ValueType.Scalar.DATE_TIME;
    }

    @Override
    public ColumnType column() {
        return ColumnType.TIMESTAMPTZ;
    }

    @Override
    public void schema(ObjectNode schema) {
        schema.put("type", "string");
        schema.put("format", "date-time");
        schema.put("pattern", Literals.DATE_TIME_PATTERN);
    }

    @Override
    public @Nullable Object read(JsonNode json, Refusal refusal) {
        Instant instant = json.isTextual() ? Literals.dateTime(json.textValue()) : null;
        if (instant == null) {
            refusal.refuse(
                    json.isTextual() ? "invalid_date_time" : "wrong_type",
                    "A moment with its zone, such as 2026-01-31T12:00:00Z, is expected");
        }
        return instant;
    }

    @Override
    public String control() {
        return "dateTime";
    }

    @Override
    public boolean canBeUnique() {
        return true;
    }
}
