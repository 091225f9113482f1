package dev.armature.metadata.field;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.expression.ValueType;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A colour as {@code #rrggbb}, in lower case. */
public record ColorType() implements FieldType {

    static final String NAME = "color";

    /** The same in the schema: six hexadecimal digits, or three that are doubled. */
    static final String PATTERN = "^#([0-9A-Fa-f]{3}|[0-9A-Fa-f]{6})$";

    private static final Pattern WRITTEN = Pattern.compile(PATTERN);
    private static final int SHORT = 4;

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
        return ValueType.Scalar.TEXT;
    }

    @Override
    public ColumnType column() {
        return ColumnType.TEXT;
    }

    @Override
    public void schema(ObjectNode schema) {
        schema.put("type", "string");
        schema.put("pattern", PATTERN);
    }

    @Override
    public @Nullable Object read(JsonNode json, Refusal refusal) {
        String text = json.isTextual() ? json.textValue() : null;
        if (text == null || !WRITTEN.matcher(text).matches()) {
            refusal.refuse(
                    text == null ? "wrong_type" : "invalid_color",
                    "A colour such as #1a73e8 is expected");
            return null;
        }
        String lower = text.toLowerCase(Locale.ROOT);
        return lower.length() == SHORT ? lower.replaceAll("([0-9a-f])", "$1$1") : lower;
    }

    @Override
    public String control() {
        return "color";
    }

    @Override
    public boolean canBeUnique() {
        return true;
    }
}
