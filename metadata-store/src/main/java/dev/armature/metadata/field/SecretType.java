package dev.armature.metadata.field;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.expression.ValueType;
import dev.armature.metadata.json.Attributes;
import dev.armature.metadata.json.Json;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A text that nobody sees again, such as a password: it is kept encrypted and apart from records. A
 * record's value is a mark that says that there is one and since when, and so is everything that is
 * made of records: lists, history, what expressions, rules and hooks see.
 *
 * @param maxLength in code points
 */
public record SecretType(int maxLength) implements FieldType {

    static final String NAME = "secret";

    /** The longest a secret may be allowed to be. */
    public static final int LIMIT = 10_000;

    private static final int DEFAULT_MAX_LENGTH = 1_000;
    private static final String SET = "set";
    private static final String CHANGED_AT = "changedAt";

    /** A secret on its way in, in clear. It is never a record's value; nothing prints it. */
    public record Fresh(String text) {
        @Override
        public String toString() {
            return "a secret";
        }
    }

    static FieldType read(Attributes field) {
        return new SecretType(
                Objects.requireNonNullElse(
                        field.optionalInt("maxLength", 1, LIMIT), DEFAULT_MAX_LENGTH));
    }

    /** The value of a record whose secret was given at that moment. */
    public static JsonNode mark(Instant at) {
        return Json.object().put(SET, true).put(CHANGED_AT, at.toString());
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void describe(ObjectNode field) {
        field.put("maxLength", maxLength);
    }

    /** Like JSON: one can see that there is something, and no more. */
    @Override
    public ValueType valueType(Targets targets) {
        return ValueType.Scalar.JSON;
    }

    @Override
    public ColumnType column() {
        return ColumnType.JSONB;
    }

    @Override
    public void schema(ObjectNode schema) {
        schema.put("description", "A text sets it. It is answered as the mark that there is one");
        ArrayNode forms = schema.putArray("anyOf");
        forms.addObject().put("type", "string").put("minLength", 1).put("maxLength", maxLength);
        ObjectNode mark = forms.addObject().put("type", "object");
        ObjectNode properties = mark.putObject("properties");
        properties.putObject(SET).put("const", true);
        properties.putObject(CHANGED_AT).put("type", "string").put("format", "date-time");
        mark.putArray("required").add(SET).add(CHANGED_AT);
        mark.put("additionalProperties", false);
    }

    /**
     * A {@link Fresh} secret, or the mark of an answer, which has to be the one that the record
     * has.
     */
    @Override
    public @Nullable Object read(JsonNode json, Refusal refusal) {
        if (json.isTextual()) {
            String text = Texts.read(json, maxLength, refusal);
            if (text != null && text.isEmpty()) {
                refusal.refuse("too_short", "A secret is taken away by null");
                return null;
            }
            return text == null ? null : new Fresh(text);
        }
        boolean isMark =
                json.isObject()
                        && json.size() == 2
                        && json.path(SET).booleanValue()
                        && json.path(CHANGED_AT).isTextual();
        if (!isMark) {
            refusal.refuse("wrong_type", "A text is expected");
            return null;
        }
        return json;
    }

    @Override
    public String control() {
        return NAME;
    }

    /** What is imported is kept as it came until the job is forgotten, wrong lines for longer. */
    @Override
    public boolean importable() {
        return false;
    }
}
