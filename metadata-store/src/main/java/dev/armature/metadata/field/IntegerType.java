package dev.armature.metadata.field;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.expression.Numbers;
import dev.armature.metadata.expression.ValueType;
import dev.armature.metadata.json.Attributes;
import java.math.BigDecimal;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A whole number within 64 bits. */
public record IntegerType(BigDecimal minimum, BigDecimal maximum) implements FieldType {

    static final String NAME = "integer";

    private static final BigDecimal LOWEST = BigDecimal.valueOf(Long.MIN_VALUE);
    private static final BigDecimal HIGHEST = BigDecimal.valueOf(Long.MAX_VALUE);

    /** Whole numbers that count. */
    static IntegerType fromZero() {
        return new IntegerType(BigDecimal.ZERO, HIGHEST);
    }

    static FieldType read(Attributes field) {
        BigDecimal minimum = bound(field, "minimum", LOWEST);
        BigDecimal maximum = bound(field, "maximum", HIGHEST);
        if (minimum.compareTo(maximum) > 0) {
            field.problems()
                    .add(field.pointer("minimum"), "out_of_range", "minimum is above maximum");
        }
        return new IntegerType(minimum, maximum);
    }

    private static BigDecimal bound(Attributes field, String name, BigDecimal absent) {
        BigDecimal bound =
                Numbers.canonical(Objects.requireNonNullElse(field.optionalNumber(name), absent));
        if (bound.scale() > 0 || bound.compareTo(LOWEST) < 0 || bound.compareTo(HIGHEST) > 0) {
            field.problems()
                    .add(
                            field.pointer(name),
                            "out_of_range",
                            "A whole number within 64 bits is expected");
            return absent;
        }
        return bound;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void describe(ObjectNode field) {
        if (minimum.compareTo(LOWEST) > 0) {
            field.put("minimum", minimum);
        }
        if (maximum.compareTo(HIGHEST) < 0) {
            field.put("maximum", maximum);
        }
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
        schema.put("type", "integer");
        schema.put("minimum", minimum);
        schema.put("maximum", maximum);
    }

    @Override
    public @Nullable Object read(JsonNode json, Refusal refusal) {
        if (!json.isNumber()) {
            refusal.refuse("wrong_type", "A whole number is expected");
            return null;
        }
        return NumberRange.check(json.decimalValue(), 0, minimum, maximum, refusal);
    }

    @Override
    public @Nullable Object readCell(String cell, Refusal refusal) {
        BigDecimal number = NumberRange.parse(cell, refusal);
        return number == null ? null : NumberRange.check(number, 0, minimum, maximum, refusal);
    }

    @Override
    public String control() {
        return "integer";
    }

    @Override
    public boolean canBeUnique() {
        return true;
    }
}
