package dev.armature.metadata.field;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.expression.ValueType;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The address of a web page, its scheme and host in lower case. */
public record UrlType() implements FieldType {

    static final String NAME = "url";

    static final int MAX_LENGTH = 2_048;

    private static final String NEVER = "\\s\\uFEFF<>\"\\\\^`{|}\\u0000-\\u001F\\u007F";

    /**
     * The same in the schema, so that both refuse alike. No other scheme, because {@code
     * javascript:} is one; and nobody's password, because everybody reads the record.
     */
    static final String PATTERN =
            "^[Hh][Tt][Tt][Pp][Ss]?://[^"
                    + NEVER
                    + "/?#@:%\\[\\]]{1,255}"
                    + "(:(6553[0-5]|655[0-2][0-9]|65[0-4][0-9]{2}|6[0-4][0-9]{3}|[1-5][0-9]{4}|[0-9]{1,4}))?"
                    + "([/?#][^"
                    + NEVER
                    + "]*)?$";

    private static final Pattern ADDRESS =
            Pattern.compile(PATTERN, Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern SCHEME_AND_HOST = Pattern.compile("^[^:]+://[^/?#]+");

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
        schema.put("format", "iri");
        schema.put("maxLength", MAX_LENGTH);
        schema.put("pattern", PATTERN);
    }

    @Override
    public @Nullable Object read(JsonNode json, Refusal refusal) {
        String text = Texts.read(json, MAX_LENGTH, refusal);
        if (text == null) {
            return null;
        }
        Matcher start = SCHEME_AND_HOST.matcher(text);
        if (!ADDRESS.matcher(text).matches() || !start.find()) {
            refusal.refuse("invalid_url", "A web address such as https://example.com is expected");
            return null;
        }
        return start.group().toLowerCase(Locale.ROOT) + text.substring(start.end());
    }

    @Override
    public String control() {
        return "url";
    }

    @Override
    public boolean canBeUnique() {
        return true;
    }
}
