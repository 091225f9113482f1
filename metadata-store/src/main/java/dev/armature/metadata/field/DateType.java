package dev.armature.metadata.field;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.expression.Literals;
import dev.armature.metadata.expression.ValueType;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/** A day, of no time zone. */
public record DateType() implements FieldType {

    static final String NAME = "date";

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
        return ValueType.Scalar.DATE;
    }

    @Override
    public ColumnType column() {
        return ColumnType.DATE;
    }

    @Override
    public void schema(ObjectNode schema) {
        schema.put("type", "string");
        schema.put("format", "date");
        schema.put("pattern", Literals.DATE_PATTERN);
    }

    @Override
    public @Nullable Object read(JsonNode json, Refusal refusal) {
        LocalDate date = json.isTextual() ? Literals.date(json.textValue()) : null;
        if (date == null) {
            refusal.refuse(
                    json.isTextual() ? "invalid_date" : "wrong_type",
                    "A day such as 2026-01-31 is expected");
        }
        return date;
    }

    @Override
    public String control() {
        return "date";
    }

    @Override
    public boolean canBeUnique() {
        return true;
    }
}
