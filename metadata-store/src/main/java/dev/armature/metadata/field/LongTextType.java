package dev.armature.metadata.field;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.expression.ValueType;
import dev.armature.metadata.json.Attributes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Text of several lines.
 *
 * @param maxLength in code points
 */
public record LongTextType(int maxLength) implements FieldType {

    static final String NAME = "longText";

    /** The longest a text may be allowed to be. */
    public static final int LIMIT = 1_000_000;

    private static final int DEFAULT_MAX_LENGTH = 100_000;

    static FieldType read(Attributes field) {
        return new LongTextType(
                Objects.requireNonNullElse(
                        field.optionalInt("maxLength", 1, LIMIT), DEFAULT_MAX_LENGTH));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void describe(ObjectNode field) {
        field.put("maxLength", maxLength);
    }

    @Override
    public ValueType valueType(Targets targets) {
        return ValueType.Scalar.TEXT;
    }

    @Override
    public ColumnType column() {
        return ColumnType.TEXT;
    }

    @Override
    public void schema(ObjectNode schema) {
        schema.put("type", "string");
        schema.put("maxLength", maxLength);
    }

    @Override
    public @Nullable Object read(JsonNode json, Refusal refusal) {
        return Texts.read(json, maxLength, refusal);
    }

    @Override
    public String control() {
        return "longText";
    }
}
