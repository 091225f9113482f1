package dev.armature.metadata.field;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.expression.ValueType;
import dev.armature.metadata.json.Attributes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A line of text.
 *
 * @param minLength in code points; 0 for none
 * @param maxLength in code points
 */
public record TextType(int minLength, int maxLength) implements FieldType {

    static final String NAME = "text";

    /** The longest a line of text may be allowed to be. */
    public static final int LIMIT = 10_000;

    private static final int DEFAULT_MAX_LENGTH = 1_000;

    static FieldType read(Attributes field) {
        int maxLength =
                Objects.requireNonNullElse(
                        field.optionalInt("maxLength", 1, LIMIT), DEFAULT_MAX_LENGTH);
        int minLength = Objects.requireNonNullElse(field.optionalInt("minLength", 0, LIMIT), 0);
        if (minLength > maxLength) {
            field.problems()
                    .add(
                            field.pointer("minLength"),
                            "out_of_range",
                            "minLength is above maxLength");
        }
        return new TextType(minLength, maxLength);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void describe(ObjectNode field) {
        if (minLength > 0) {
            field.put("minLength", minLength);
        }
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
        if (minLength > 0) {
            schema.put("minLength", minLength);
        }
        schema.put("maxLength", maxLength);
    }

    @Override
    public @Nullable Object read(JsonNode json, Refusal refusal) {
        String text = Texts.read(json, maxLength, refusal);
        if (text != null && text.codePointCount(0, text.length()) < minLength) {
            refusal.refuse("too_short", "At least " + minLength + " characters are needed");
            return null;
        }
        return text;
    }

    @Override
    public String control() {
        return "text";
    }

    @Override
    public boolean canBeUnique() {
        return true;
    }
}
