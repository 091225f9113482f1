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
 * @param rule what it has to look like, or null
 * @param ignoreCase whether values that differ in case alone are one, where they are to be unique
 */
public record TextType(int minLength, int maxLength, @Nullable TextRule rule, boolean ignoreCase)
        implements FieldType {

    static final String NAME = "text";

    private static final String IGNORE_CASE = "ignoreCase";

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
        return new TextType(
                minLength, maxLength, TextRule.read(field), field.flag(IGNORE_CASE, false));
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
        if (rule != null) {
            rule.describe(field);
        }
        if (ignoreCase) {
            field.put(IGNORE_CASE, true);
        }
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
        if (rule != null) {
            rule.schema(schema);
        }
    }

    @Override
    public @Nullable Object read(JsonNode json, Refusal refusal) {
        String text = Texts.read(json, maxLength, refusal);
        if (text != null && text.codePointCount(0, text.length()) < minLength) {
            refusal.refuse("too_short", "At least " + minLength + " characters are needed");
            return null;
        }
        return text == null || rule == null || rule.isMet(text, refusal) ? text : null;
    }

    @Override
    public String control() {
        return "text";
    }

    @Override
    public boolean canBeUnique() {
        return true;
    }

    @Override
    public String uniqueKey(Object value) {
        String text = Values.text(value);
        return ignoreCase ? Texts.folded(text) : text;
    }

    @Override
    public boolean keysLike(FieldType other) {
        return other instanceof TextType text && text.ignoreCase == ignoreCase;
    }
}
