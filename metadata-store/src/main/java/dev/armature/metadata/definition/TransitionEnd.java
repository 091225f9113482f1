package dev.armature.metadata.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.armature.metadata.json.Attributes;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.json.Pointers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Where a transition leads from or to. */
public sealed interface TransitionEnd {

    /** Any value, written as {@code "*"}. */
    record Any() implements TransitionEnd {}

    /** One value: an option, or the id of a record. */
    record Value(String value) implements TransitionEnd {}

    /**
     * The record with a value in a unique field, written as in a record: {@code {"code": "new"}}.
     */
    record Named(String field, String value) implements TransitionEnd {}

    /** Reads one end or a list of them; empty when there is no such attribute. */
    static List<TransitionEnd> read(Attributes attributes, String attribute) {
        JsonNode node = attributes.node(attribute);
        if (node == null) {
            return List.of();
        }
        if (!(node instanceof ArrayNode list)) {
            TransitionEnd end = read(node, attributes.pointer(attribute), attributes);
            return end == null ? List.of() : List.of(end);
        }
        List<TransitionEnd> ends = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            TransitionEnd end =
                    read(list.get(i), Pointers.at(attributes.pointer(attribute), i), attributes);
            if (end != null) {
                ends.add(end);
            }
        }
        return ends;
    }

    private static @Nullable TransitionEnd read(JsonNode node, String at, Attributes attributes) {
        if (node.isTextual()) {
            return node.textValue().equals("*") ? new Any() : new Value(node.textValue());
        }
        if (node instanceof ObjectNode named && named.size() == 1) {
            Map.Entry<String, JsonNode> entry = named.properties().iterator().next();
            if (entry.getValue().isTextual() || entry.getValue().isNumber()) {
                return new Named(entry.getKey(), entry.getValue().asText());
            }
        }
        attributes
                .problems()
                .add(
                        at,
                        "wrong_type",
                        "A value, \"*\", or an object with one unique field is expected");
        return null;
    }

    /** The same with the names of the referenced object's fields passed through a function. */
    default TransitionEnd renamed(UnaryOperator<String> field) {
        return this instanceof Named named
                ? new Named(field.apply(named.field()), named.value())
                : this;
    }

    default JsonNode toJson() {
        return switch (this) {
            case Any any -> TextNode.valueOf("*");
            case Value(String value) -> TextNode.valueOf(value);
            case Named(String field, String value) -> Json.object().put(field, value);
        };
    }

    /** One end plainly, several as a list. */
    static JsonNode toJson(List<TransitionEnd> ends) {
        if (ends.size() == 1) {
            return ends.getFirst().toJson();
        }
        ArrayNode list = Json.MAPPER.createArrayNode();
        ends.forEach(end -> list.add(end.toJson()));
        return list;
    }
}
