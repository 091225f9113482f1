package dev.armature.metadata.field;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.json.Pointers;
import dev.armature.metadata.problem.Problems;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The JSON Schema (draft 2020-12) that a field's values keep to. It is a stranger's: nothing in it
 * is fetched, nothing in it recurs, and its patterns are matched in linear time. Equal when the
 * schemas are.
 */
public final class JsonContract {

    private static final String DRAFT = "https://json-schema.org/draft/2020-12/schema";
    private static final int MAX_LENGTH = 32_768;

    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDefaultDialect(
                    SpecificationVersion.DRAFT_2020_12,
                    builder ->
                            builder.schemaRegistryConfig(
                                    SchemaRegistryConfig.builder()
                                            .regularExpressionFactory(pattern ->
                                                    text ->
                                                            Pattern.compile(pattern)
                                                                    .matcher(text)
                                                                    .find())
                                            .build()));

    /** Read when the first schema is. */
    private static final class Meta {
        static final Schema SCHEMA =
                SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                        .getSchema(SchemaLocation.of(DRAFT));
    }

    private final ObjectNode schema;
    private final Schema compiled;

    private JsonContract(ObjectNode schema) {
        this.schema = schema;
        this.compiled = REGISTRY.getSchema(schema);
    }

    /** Reads a schema; null when it is none that can be kept to, and problems then say why. */
    static @Nullable JsonContract read(JsonNode json, String pointer, Problems problems) {
        if (!(json instanceof ObjectNode schema)) {
            problems.add(pointer, "wrong_type", "A JSON Schema is an object");
            return null;
        }
        if (Json.write(schema).length() > MAX_LENGTH) {
            problems.add(
                    pointer,
                    "too_long",
                    "A JSON Schema has at most " + MAX_LENGTH + " characters here");
            return null;
        }
        int before = problems.list().size();
        keywords(schema, pointer, problems);
        for (Error error : Meta.SCHEMA.validate(schema)) {
            problems.add(
                    pointer + error.getInstanceLocation(), "invalid_schema", error.getMessage());
        }
        return problems.list().size() == before ? new JsonContract(schema.deepCopy()) : null;
    }

    private static void keywords(JsonNode node, String pointer, Problems problems) {
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            String name = entry.getKey();
            String at = Pointers.at(pointer, name);
            if (name.startsWith("$") && !name.equals("$comment")) {
                problems.add(at, "invalid_schema", "A schema here is complete without " + name);
            } else if (name.equals("pattern") && entry.getValue().isTextual()) {
                pattern(entry.getValue().textValue(), at, problems);
            } else if (name.equals("patternProperties")) {
                entry.getValue()
                        .fieldNames()
                        .forEachRemaining(pattern -> pattern(pattern, at, problems));
            }
            keywords(entry.getValue(), at, problems);
        }
        if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                keywords(node.get(i), Pointers.at(pointer, i), problems);
            }
        }
    }

    private static void pattern(String pattern, String pointer, Problems problems) {
        try {
            Pattern.compile(pattern);
        } catch (PatternSyntaxException e) {
            problems.add(
                    pointer,
                    "invalid_schema",
                    "The pattern is not one that can be matched in linear time: "
                            + e.getDescription());
        }
    }

    ObjectNode schema() {
        return schema;
    }

    /** What is wrong with a value, or null. */
    @Nullable String mismatch(JsonNode value) {
        List<Error> errors = compiled.validate(value);
        if (errors.isEmpty()) {
            return null;
        }
        Error first = errors.getFirst();
        String place = first.getInstanceLocation().toString();
        return place.isEmpty() ? first.getMessage() : place + ": " + first.getMessage();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof JsonContract contract && schema.equals(contract.schema);
    }

    @Override
    public int hashCode() {
        return schema.hashCode();
    }

    @Override
    public String toString() {
        return schema.toString();
    }
}
