package dev.armature.engine.graphql;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.armature.metadata.json.Json;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values on their way between JSON and GraphQL; numbers stay as they are written. */
final class GraphValues {

    private GraphValues() {}

    /** JSON as GraphQL takes it: maps, lists, texts, numbers, true and false. */
    static @Nullable Object ofJson(JsonNode json) {
        return switch (json.getNodeType()) {
            case OBJECT -> {
                Map<String, @Nullable Object> map = new LinkedHashMap<>();
                json.properties()
                        .forEach(entry -> map.put(entry.getKey(), ofJson(entry.getValue())));
                yield map;
            }
            case ARRAY -> {
                List<@Nullable Object> list = new ArrayList<>();
                json.forEach(element -> list.add(ofJson(element)));
                yield list;
            }
            case STRING -> json.textValue();
            case BOOLEAN -> json.booleanValue();
            case NUMBER -> json.numberValue();
            default -> null;
        };
    }

    /** What GraphQL made of an argument, as JSON. */
    static JsonNode toJson(@Nullable Object value) {
        return switch (value) {
            case null -> NullNode.getInstance();
            case JsonNode json -> json;
            case String text -> TextNode.valueOf(text);
            case Boolean flag -> BooleanNode.valueOf(flag);
            case BigDecimal number -> DecimalNode.valueOf(number);
            case BigInteger number -> BigIntegerNode.valueOf(number);
            case Integer number -> IntNode.valueOf(number);
            case Long number -> LongNode.valueOf(number);
            case Map<?, ?> map -> {
                ObjectNode object = Json.object();
                map.forEach((name, element) -> object.set(String.valueOf(name), toJson(element)));
                yield object;
            }
            case List<?> list -> {
                ArrayNode array = Json.MAPPER.createArrayNode();
                list.forEach(element -> array.add(toJson(element)));
                yield array;
            }
            default -> throw new IllegalArgumentException("not a value: " + value.getClass());
        };
    }

    static ObjectNode object(@Nullable Object value) {
        return toJson(value) instanceof ObjectNode object ? object : Json.object();
    }
}
