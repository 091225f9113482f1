package dev.armature.metadata.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.json.Pointers;
import dev.armature.metadata.problem.Problems;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Fields that an object's own table is indexed by together, in this order. It demands nothing of
 * records; lists and figures that filter, sort or group by these fields become quicker.
 */
public record CombinedIndex(List<Key> keys) implements ObjectOption {

    /** The attribute, a list of these. */
    public static final String ATTRIBUTE = "indexes";

    /** How many an object may have. Every write pays for each. */
    public static final int MAX = 10;

    private static final int LEAST_FIELDS = 2;

    /** How many fields an index may have. */
    public static final int MAX_FIELDS = 4;

    /** A field, and which way its values go. */
    public record Key(String field, boolean descending) {

        private static Key read(String text) {
            return text.startsWith("-") ? new Key(text.substring(1), true) : new Key(text, false);
        }

        private String text() {
            return (descending ? "-" : "") + field;
        }
    }

    public CombinedIndex {
        keys = List.copyOf(keys);
    }

    /** Reads a list of names, each with {@code -} before it where values descend. */
    static CombinedIndex read(JsonNode json, String pointer, Problems problems) {
        List<Key> keys = new ArrayList<>();
        boolean wrong = !(json instanceof ArrayNode);
        for (JsonNode name : json) {
            wrong |= !name.isTextual();
            keys.add(Key.read(name.asText()));
        }
        CombinedIndex read = new CombinedIndex(wrong ? List.of() : keys);
        if (wrong) {
            problems.add(pointer, "wrong_type", "A list of fields is expected");
        } else {
            read.check(pointer, problems);
        }
        return read;
    }

    private void check(String pointer, Problems problems) {
        if (keys.size() < LEAST_FIELDS || keys.size() > MAX_FIELDS) {
            problems.add(
                    pointer,
                    "out_of_range",
                    "From " + LEAST_FIELDS + " to " + MAX_FIELDS + " fields are expected");
        }
        for (int i = 0; i < keys.size(); i++) {
            if (new HashSet<>(fields().subList(0, i)).contains(fields().get(i))) {
                problems.add(
                        Pointers.at(pointer, i),
                        "not_unique",
                        "\"" + fields().get(i) + "\" is listed twice");
            }
        }
    }

    @Override
    public String attribute() {
        return ATTRIBUTE;
    }

    @Override
    public List<String> fields() {
        return keys.stream().map(Key::field).toList();
    }

    @Override
    public List<String> expressions() {
        return List.of();
    }

    CombinedIndex renamed(UnaryOperator<String> field) {
        return new CombinedIndex(
                keys.stream().map(key -> new Key(field.apply(key.field), key.descending)).toList());
    }

    JsonNode toJson() {
        ArrayNode names = Json.MAPPER.createArrayNode();
        keys.forEach(key -> names.add(key.text()));
        return names;
    }
}
