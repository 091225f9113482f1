package dev.armature.metadata.field;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.expression.Literals;
import dev.armature.metadata.expression.Member;
import dev.armature.metadata.expression.Numbers;
import dev.armature.metadata.expression.StoredFile;
import dev.armature.metadata.expression.ValueType;
import java.math.BigDecimal;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** How a file is written in JSON, where it is given and where it is answered. */
final class FileForm {

    private static final String EXPECTED =
            "The id of an uploaded file is expected, or the file as it was answered";

    private FileForm() {}

    static void schema(ObjectNode schema, FileRules rules) {
        schema.put("description", "The id of an uploaded file. It is answered as an object");
        ArrayNode forms = schema.putArray("anyOf");
        id(forms.addObject());
        ObjectNode object = forms.addObject().put("type", "object");
        ObjectNode properties = object.putObject("properties");
        id(properties.putObject("id"));
        properties.putObject("name").put("type", "string");
        count(properties.putObject("size"), 0).put("maximum", BigDecimal.valueOf(rules.maxSize()));
        count(properties.putObject("width"), 1);
        count(properties.putObject("height"), 1);
        rules.mediaTypeSchema(properties.putObject("mediaType"));
        object.putArray("required").add("id");
        object.put("additionalProperties", false);
    }

    private static void id(ObjectNode schema) {
        schema.put("type", "string").put("format", "uuid").put("pattern", Literals.ID_PATTERN);
    }

    private static ObjectNode count(ObjectNode schema, int minimum) {
        return schema.put("type", "integer").put("minimum", minimum);
    }

    /**
     * A {@link NamedFile}: the id, alone or with what else was answered of the file. That has to be
     * true, which is found out where the file is looked up.
     */
    static @Nullable NamedFile read(JsonNode json, FileRules rules, FieldType.Refusal refusal) {
        if (!json.isTextual() && !json.isObject()) {
            refusal.refuse("wrong_type", EXPECTED);
            return null;
        }
        JsonNode written = json.isObject() ? json.path("id") : json;
        if (!written.isTextual()) {
            refusal.refuse("wrong_type", EXPECTED);
            return null;
        }
        UUID id = Literals.id(written.textValue());
        if (id == null) {
            refusal.refuse("invalid_id", EXPECTED);
            return null;
        }
        for (Map.Entry<String, JsonNode> part : json.properties()) {
            if (!check(part.getKey(), part.getValue(), rules, refusal)) {
                return null;
            }
        }
        return new NamedFile(id, json);
    }

    private static boolean check(
            String name, JsonNode part, FileRules rules, FieldType.Refusal refusal) {
        boolean fits =
                switch (name) {
                    case "id", "name", "mediaType" -> part.isTextual();
                    case "size" -> isCount(part, 0);
                    case "width", "height" -> isCount(part, 1);
                    default -> false;
                };
        if (!fits) {
            refusal.refuse("wrong_type", EXPECTED);
            return false;
        }
        return switch (name) {
            case "size" -> rules.checkSize(Numbers.canonical(part.decimalValue()), refusal);
            case "mediaType" -> rules.checkMediaType(part.textValue(), refusal);
            default -> true;
        };
    }

    private static boolean isCount(JsonNode part, int minimum) {
        if (!part.isNumber()) {
            return false;
        }
        BigDecimal number = Numbers.canonical(part.decimalValue());
        return number.scale() <= 0 && number.compareTo(BigDecimal.valueOf(minimum)) >= 0;
    }

    /** Whether what was given of a file beside its id is what there is to say of it. */
    static boolean isTrue(NamedFile named, StoredFile file) {
        for (Map.Entry<String, JsonNode> part : named.given().properties()) {
            JsonNode given = part.getValue();
            Object value =
                    given.isNumber() ? Numbers.canonical(given.decimalValue()) : given.textValue();
            boolean same =
                    Member.of(ValueType.Scalar.FILE).stream()
                            .filter(member -> member.spelling().equals(part.getKey()))
                            .anyMatch(member -> isSame(file.part(member), value));
            if (!same && !part.getKey().equals("id")) {
                return false;
            }
        }
        return true;
    }

    private static boolean isSame(@Nullable Object actual, @Nullable Object given) {
        return actual != null && actual.equals(given);
    }

    /** The file of its stored form. */
    static StoredFile fromJson(JsonNode json) {
        return new StoredFile(
                UUID.fromString(json.get("id").textValue()),
                json.get("name").textValue(),
                json.get("mediaType").textValue(),
                json.get("size").longValue(),
                json.has("width") ? (Integer) json.get("width").intValue() : null,
                json.has("height") ? (Integer) json.get("height").intValue() : null);
    }
}
