package dev.armature.metadata.definition;

import com.fasterxml.jackson.databind.JsonNode;
import dev.armature.metadata.json.Attributes;
import dev.armature.metadata.json.Pointers;
import dev.armature.metadata.problem.Problems;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** How objects and fields, which a role knows by number, are written in its JSON. */
interface RoleNames {

    @Nullable Integer object(String name);

    @Nullable Integer field(int object, String name);

    @Nullable String objectName(int object);

    @Nullable String fieldName(int object, int field);

    /** Reads what is said of one object or field. */
    @FunctionalInterface
    interface Reader<T> {
        T read(int id, JsonNode json, String pointer);
    }

    /**
     * Reads an attribute that says something of objects or fields by their names.
     *
     * @param plural what they are called at the beginning of a sentence
     * @param word what one of them is: object or field
     * @param numbers gives the number of a name; null for one that is not known
     */
    static <T> Map<Integer, T> byNumber(
            Attributes attributes,
            String attribute,
            String plural,
            String word,
            Function<String, @Nullable Integer> numbers,
            Reader<T> reader) {
        Map<Integer, T> read = new LinkedHashMap<>();
        JsonNode json = attributes.node(attribute);
        if (json == null) {
            return read;
        }
        Problems problems = attributes.problems();
        String pointer = attributes.pointer(attribute);
        if (!json.isObject()) {
            problems.add(pointer, "wrong_type", plural + " are expected, by their names");
        }
        for (Map.Entry<String, JsonNode> entry : json.properties()) {
            String at = Pointers.at(pointer, entry.getKey());
            Integer id = numbers.apply(entry.getKey());
            if (id == null) {
                problems.add(
                        at,
                        "unknown_" + word,
                        "There is no " + word + " \"" + entry.getKey() + "\"");
            } else {
                read.put(id, reader.read(id, entry.getValue(), at));
            }
        }
        return read;
    }

    /** By number, as roles are kept. */
    RoleNames NUMBERS =
            new RoleNames() {
                @Override
                public Integer object(String name) {
                    return Integer.valueOf(name);
                }

                @Override
                public Integer field(int object, String name) {
                    return Integer.valueOf(name);
                }

                @Override
                public String objectName(int object) {
                    return Integer.toString(object);
                }

                @Override
                public String fieldName(int object, int field) {
                    return Integer.toString(field);
                }
            };

    /** By the names that they have in some metadata. */
    static RoleNames of(TenantDefinition definition) {
        return new RoleNames() {
            @Override
            public @Nullable Integer object(String name) {
                ObjectDefinition object = definition.object(name);
                return object == null ? null : (Integer) object.id();
            }

            @Override
            public @Nullable Integer field(int object, String name) {
                ObjectDefinition owner = definition.object(object);
                FieldDefinition field = owner == null ? null : owner.field(name);
                return field == null ? null : (Integer) field.id();
            }

            @Override
            public @Nullable String objectName(int object) {
                ObjectDefinition named = definition.object(object);
                return named == null ? null : named.name();
            }

            @Override
            public @Nullable String fieldName(int object, int field) {
                ObjectDefinition owner = definition.object(object);
                return owner == null
                        ? null
                        : owner.fields().stream()
                                .filter(one -> one.id() == field)
                                .map(FieldDefinition::name)
                                .findFirst()
                                .orElse(null);
            }
        };
    }
}
