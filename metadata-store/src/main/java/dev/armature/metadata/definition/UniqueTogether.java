package dev.armature.metadata.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.json.Attributes;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.json.Pointers;
import dev.armature.metadata.problem.Problems;
import java.util.HashSet;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Fields whose values no two live records have all in common. A record without a value in one of
 * them is held to nothing, as with a unique field.
 *
 * @param when which records are held to it, or null for all
 * @param code the stable code of a refusal, or null for {@code not_unique}
 */
public record UniqueTogether(List<String> fields, @Nullable String when, @Nullable String code)
        implements ObjectOption {

    /** The attribute, a list of these. */
    public static final String ATTRIBUTE = "uniqueTogether";

    private static final int MAX_FIELDS = 10;

    public UniqueTogether {
        fields = List.copyOf(fields);
    }

    /** Reads a list of names, or an object with {@code fields} and what else there is to say. */
    static UniqueTogether read(JsonNode json, String pointer, Problems problems) {
        boolean plain = json instanceof ArrayNode;
        Attributes attributes =
                Attributes.of(plain ? Json.object().set("fields", json) : json, pointer, problems);
        UniqueTogether read =
                new UniqueTogether(
                        attributes.texts("fields", 63),
                        attributes.optionalText("when", 10_000),
                        RefusalCode.read(attributes));
        attributes.finish();
        read.check(pointer, problems);
        return read;
    }

    private void check(String pointer, Problems problems) {
        if (fields.isEmpty() || fields.size() > MAX_FIELDS) {
            problems.add(
                    pointer, "out_of_range", "From 1 to " + MAX_FIELDS + " fields are expected");
        }
        for (int i = 0; i < fields.size(); i++) {
            if (new HashSet<>(fields.subList(0, i)).contains(fields.get(i))) {
                problems.add(
                        fieldPointer(pointer, i),
                        "not_unique",
                        "\"" + fields.get(i) + "\" is listed twice");
            }
        }
    }

    private boolean isPlain() {
        return when == null && code == null;
    }

    /** Where one of the fields stands, seen from where this stands. */
    public String fieldPointer(String pointer, int index) {
        return Pointers.at(isPlain() ? pointer : pointer + "/fields", index);
    }

    @Override
    public String attribute() {
        return ATTRIBUTE;
    }

    @Override
    public List<String> expressions() {
        return when == null ? List.of() : List.of(when);
    }

    UniqueTogether renamed(UnaryOperator<String> field, UnaryOperator<String> expression) {
        return new UniqueTogether(
                fields.stream().map(field).toList(),
                when == null ? null : expression.apply(when),
                code);
    }

    JsonNode toJson() {
        ArrayNode names = Json.MAPPER.createArrayNode();
        fields.forEach(names::add);
        if (isPlain()) {
            return names;
        }
        ObjectNode out = Json.object();
        out.set("fields", names);
        if (when != null) {
            out.put("when", when);
        }
        if (code != null) {
            out.put("code", code);
        }
        return out;
    }
}
