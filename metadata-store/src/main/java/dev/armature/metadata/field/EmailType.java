package dev.armature.metadata.field;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.expression.ValueType;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** An e-mail address, its domain in lower case. */
public record EmailType() implements FieldType {

    static final String NAME = "email";

    /** The longest address, after RFC 5321. */
    public static final int MAX_LENGTH = 254;

    /**
     * The same in the schema, so that both refuse alike. ECMA 262 and Java read it the same way.
     */
    static final String PATTERN =
            "^[^@\\s\\u0000-\\u001F\\u007F<>\"(),:;\\[\\]\\\\]{1,64}@[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)+$";

    private static final Pattern ADDRESS =
            Pattern.compile(PATTERN, Pattern.UNICODE_CHARACTER_CLASS);

    /** Whether a text is an e-mail address that the platform takes. */
    public static boolean isAddress(String text) {
        return text.length() <= MAX_LENGTH && ADDRESS.matcher(text).matches();
    }

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
        schema.put("format", "email");
        schema.put("maxLength", MAX_LENGTH);
        schema.put("pattern", PATTERN);
    }

    @Override
    public @Nullable Object read(JsonNode json, Refusal refusal) {
        String text = Texts.read(json, MAX_LENGTH, refusal);
        if (text == null) {
            return null;
        }
        if (!isAddress(text)) {
            refusal.refuse(
                    "invalid_email", "An e-mail address such as name@example.com is expected");
            return null;
        }
        int at = text.lastIndexOf('@');
        return text.substring(0, at) + text.substring(at).toLowerCase(Locale.ROOT);
    }

    @Override
    public String control() {
        return "email";
    }

    @Override
    public boolean canBeUnique() {
        return true;
    }

    /** Addresses that differ in case alone are one address. */
    @Override
    public String uniqueKey(Object value) {
        return Values.text(value).toLowerCase(Locale.ROOT);
    }
}
