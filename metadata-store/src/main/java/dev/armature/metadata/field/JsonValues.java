package dev.armature.metadata.field;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.expression.Numbers;
import dev.armature.metadata.json.Json;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The trees that fields of JSON hold: what may be in them, and their one normal form. */
final class JsonValues {

    /** How deep objects and arrays may nest. */
    static final int MAX_DEPTH = 32;

    private JsonValues() {}

    /** Whether everything in a tree can be stored; else the first thing that cannot is refused. */
    static boolean check(JsonNode json, FieldType.Refusal refusal) {
        return check(json, 0, refusal);
    }

    private static boolean check(JsonNode json, int depth, FieldType.Refusal refusal) {
        if (json.isContainerNode() && depth == MAX_DEPTH) {
            refusal.refuse("too_deep", "It nests deeper than " + MAX_DEPTH);
            return false;
        }
        if (json.isTextual()) {
            return isStorable(json.textValue(), refusal);
        }
        if (json.isNumber()) {
            return NumberRange.check(json.decimalValue(), Numbers.MAX_SCALE, null, null, refusal)
                    != null;
        }
        for (Map.Entry<String, JsonNode> member : json.properties()) {
            if (!isStorable(member.getKey(), refusal)) {
                return false;
            }
        }
        for (JsonNode part : json) {
            if (!check(part, depth + 1, refusal)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isStorable(String text, FieldType.Refusal refusal) {
        boolean storable = Texts.isStorable(text);
        if (!storable) {
            refusal.refuse("invalid_text", "A text holds U+0000 or half of a surrogate pair");
        }
        return storable;
    }

    /** The JSON in a text; null when it is none, or the literal null. */
    static @Nullable JsonNode parse(String text) {
        try {
            JsonNode json = Json.MAPPER.readTree(text);
            return json.isMissingNode() || json.isNull() ? null : json;
        } catch (JacksonException e) {
            return null;
        }
    }

    /** The same with every number a decimal without trailing zeros, so that equal is equal. */
    static JsonNode normal(JsonNode json) {
        if (json.isNumber()) {
            return DecimalNode.valueOf(Numbers.canonical(json.decimalValue()));
        }
        if (json instanceof ArrayNode array) {
            ArrayNode out = Json.MAPPER.createArrayNode();
            array.forEach(element -> out.add(normal(element)));
            return out;
        }
        if (json instanceof ObjectNode object) {
            ObjectNode out = Json.object();
            object.properties()
                    .forEach(member -> out.set(member.getKey(), normal(member.getValue())));
            return out;
        }
        return json;
    }
}
