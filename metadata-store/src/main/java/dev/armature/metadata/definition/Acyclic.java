package dev.armature.metadata.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.armature.metadata.json.Attributes;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.json.Pointers;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * References of an object to itself that never lead from a record back to it.
 *
 * @param fields the reference fields, each followed by itself
 */
public record Acyclic(List<String> fields) implements ObjectOption {

    /** The attribute. */
    public static final String ATTRIBUTE = "acyclic";

    public Acyclic {
        fields = List.copyOf(fields);
    }

    /** Reads one name or a list of them. */
    static @Nullable Acyclic read(Attributes object) {
        JsonNode json = object.node(ATTRIBUTE);
        if (json == null) {
            return null;
        }
        Acyclic read =
                new Acyclic(
                        json.isTextual() ? List.of(json.textValue()) : object.texts(ATTRIBUTE, 63));
        return read.fields.isEmpty() ? null : read;
    }

    /** Where one of the fields stands, seen from where this stands. */
    public String fieldPointer(String pointer, int index) {
        return fields.size() == 1 ? pointer : Pointers.at(pointer, index);
    }

    @Override
    public String attribute() {
        return ATTRIBUTE;
    }

    @Override
    public List<String> expressions() {
        return List.of();
    }

    Acyclic renamed(UnaryOperator<String> field) {
        return new Acyclic(fields.stream().map(field).toList());
    }

    JsonNode toJson() {
        if (fields.size() == 1) {
            return TextNode.valueOf(fields.getFirst());
        }
        ArrayNode list = Json.MAPPER.createArrayNode();
        fields.forEach(list::add);
        return list;
    }
}
