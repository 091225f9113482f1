package dev.armature.metadata.field;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.expression.ValueType;
import dev.armature.metadata.json.Attributes;
import java.math.BigDecimal;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A number of stars, 1 at least; who gives none leaves it empty.
 *
 * @param maximum how many stars there are
 */
public record RatingType(int maximum) implements FieldType {

    static final String NAME = "rating";

    private static final int DEFAULT_MAXIMUM = 5;
    private static final int LIMIT = 10;

    static FieldType read(Attributes field) {
        return new RatingType(
                Objects.requireNonNullElse(
                        field.optionalInt("maximum", 1, LIMIT), DEFAULT_MAXIMUM));
    }

    private IntegerType stars() {
        return new IntegerType(BigDecimal.ONE, BigDecimal.valueOf(maximum));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void describe(ObjectNode field) {
        field.put("maximum", maximum);
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
        stars().schema(schema);
    }

    @Override
    public @Nullable Object read(JsonNode json, Refusal refusal) {
        return stars().read(json, refusal);
    }

    @Override
    public @Nullable Object readCell(String cell, Refusal refusal) {
        return stars().readCell(cell, refusal);
    }

    @Override
    public String control() {
        return "rating";
    }
}
