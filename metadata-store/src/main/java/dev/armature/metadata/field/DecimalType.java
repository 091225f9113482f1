package dev.armature.metadata.field;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.expression.Numbers;
import dev.armature.metadata.expression.ValueType;
import dev.armature.metadata.json.Attributes;
import java.math.BigDecimal;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An exact decimal number.
 *
 * @param scale digits after the point; more are refused, never rounded away
 */
public record DecimalType(int scale, @Nullable BigDecimal minimum, @Nullable BigDecimal maximum)
        implements FieldType {

    static final String NAME = "decimal";

    static DecimalType read(Attributes field) {
        int scale =
                Objects.requireNonNullElse(
                        field.optionalInt("scale", 0, Numbers.MAX_SCALE), Numbers.MAX_SCALE);
        BigDecimal minimum = bound(field, "minimum");
        BigDecimal maximum = bound(field, "maximum");
        if (minimum != null && maximum != null && minimum.compareTo(maximum) > 0) {
            field.problems()
                    .add(field.pointer("minimum"), "out_of_range", "minimum is above maximum");
        }
        return new DecimalType(scale, minimum, maximum);
    }

    private static @Nullable BigDecimal bound(Attributes field, String name) {
        BigDecimal bound = field.optionalNumber(name);
        if (bound == null) {
            return null;
        }
        return NumberRange.check(
                bound,
                Numbers.MAX_SCALE,
                null,
                null,
                (code, message) -> field.problems().add(field.pointer(name), code, message));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void describe(ObjectNode field) {
        if (scale < Numbers.MAX_SCALE) {
            field.put("scale", scale);
        }
        if (minimum != null) {
            field.put("minimum", minimum);
        }
        if (maximum != null) {
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
        schema.put("type", "number");
        BigDecimal limit = BigDecimal.TEN.pow(Numbers.MAX_INTEGER_DIGITS);
        if (minimum != null) {
            schema.put("minimum", minimum);
        } else {
            schema.put("exclusiveMinimum", limit.negate());
        }
        if (maximum != null) {
            schema.put("maximum", maximum);
        } else {
            schema.put("exclusiveMaximum", limit);
        }
        schema.put("multipleOf", BigDecimal.ONE.movePointLeft(scale));
    }

    @Override
    public @Nullable Object read(JsonNode json, Refusal refusal) {
        if (!json.isNumber()) {
            refusal.refuse("wrong_type", "A number is expected");
            return null;
        }
        return NumberRange.check(json.decimalValue(), scale, minimum, maximum, refusal);
    }

    @Override
    public @Nullable Object readCell(String cell, Refusal refusal) {
        BigDecimal number = NumberRange.parse(cell, refusal);
        return number == null ? null : NumberRange.check(number, scale, minimum, maximum, refusal);
    }

    @Override
    public String control() {
        return "decimal";
    }

    @Override
    public boolean canBeUnique() {
        return true;
    }
}
