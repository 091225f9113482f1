package dev.armature.metadata.field;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.expression.ValueType;
import dev.armature.metadata.json.Attributes;
import org.jspecify.annotations.Nullable;

/**
 * A share in hundredths: 12.5 is 12.5 %, and {@code amount * share / 100} is that share of it.
 *
 * @param number what numbers it takes
 */
public record PercentType(DecimalType number) implements FieldType {

    static final String NAME = "percent";

    static FieldType read(Attributes field) {
        return new PercentType(DecimalType.read(field));
    }

    /** Digits after the point. */
    public int scale() {
        return number.scale();
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void describe(ObjectNode field) {
        number.describe(field);
    }

    @Override
    public ValueType valueType(Targets targets) {
        return ValueType.Scalar.NUMBER;
    }

    @Override
    public ColumnType column() {
        return ColumnType.NUMERIC;
    }

    @Override
    public void schema(ObjectNode schema) {
        number.schema(schema);
    }

    @Override
    public @Nullable Object read(JsonNode json, Refusal refusal) {
        return number.read(json, refusal);
    }

    /** With or without the sign that spreadsheets write after it. */
    @Override
    public @Nullable Object readCell(String cell, Refusal refusal) {
        String trimmed = cell.strip();
        return number.readCell(
                trimmed.endsWith("%") ? trimmed.substring(0, trimmed.length() - 1) : trimmed,
                refusal);
    }

    @Override
    public String control() {
        return "percent";
    }

    @Override
    public boolean canBeUnique() {
        return true;
    }
}
