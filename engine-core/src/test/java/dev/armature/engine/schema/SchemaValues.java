package dev.armature.engine.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.armature.metadata.json.Json;
import dev.armature.testing.FieldTypeTable;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/**
 * Values made from a JSON Schema: such as it allows, and such as somebody hostile would send. It
 * knows the keywords that our own schemas use and no more.
 */
final class SchemaValues {

    // Formats are notes, as the standard has it: validators differ in what they take for an e-mail
    // address. Our patterns say what is meant.
    static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    private static final int TRIES = 400;

    /** Texts of every kind there is, right and wrong ones. */
    private static final List<String> TEXTS = texts();

    private final Random random;

    SchemaValues(Random random) {
        this.random = random;
    }

    private static List<String> texts() {
        Set<String> texts = new TreeSet<>();
        for (FieldTypeTable.Row row : FieldTypeTable.rows()) {
            for (String column : List.of("taken", "refused")) {
                row.column(column).forEach(entry -> collect(entry.get(0), texts));
            }
        }
        texts.addAll(
                List.of(
                        "",
                        " ",
                        "\t\n",
                        "x",
                        "NaN",
                        "null",
                        "1e400",
                        "😀",
                        "\0",
                        "\ud800",
                        "a".repeat(300),
                        "name@example.com",
                        "2026-01-31",
                        "2026-02-30",
                        "2026-01-31T12:00:00Z",
                        "2026-01-31T12:00:00.123456+05:30",
                        "0190a5e8-0000-7000-8000-000000000001"));
        return List.copyOf(texts);
    }

    private static void collect(JsonNode json, Set<String> texts) {
        if (json.isTextual()) {
            texts.add(json.textValue());
        }
        json.forEach(part -> collect(part, texts));
    }

    /** A value that the schema allows. */
    JsonNode allowed(JsonNode schema) {
        if (schema.isEmpty()) {
            return TextNode.valueOf("x");
        }
        if (schema.has("const")) {
            return schema.get("const");
        }
        if (schema.has("enum")) {
            return any(schema.get("enum"));
        }
        if (schema.has("anyOf")) {
            return allowed(any(schema.get("anyOf")));
        }
        JsonNode type = schema.path("type");
        return switch (type.isArray() ? any(type).asText() : type.asText()) {
            case "null" -> NullNode.getInstance();
            case "boolean" -> BooleanNode.valueOf(random.nextBoolean());
            case "integer", "number" -> number(schema);
            case "string" -> text(schema);
            case "array" -> array(schema);
            case "object" -> object(schema);
            default -> throw new AssertionError("no way to make a value of " + schema);
        };
    }

    private JsonNode any(JsonNode list) {
        return list.get(random.nextInt(list.size()));
    }

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private boolean isAllowed(JsonNode schema, JsonNode value) {
        return REGISTRY.getSchema(schema).validate(value).isEmpty();
    }

    private JsonNode text(JsonNode schema) {
        var compiled = REGISTRY.getSchema(schema);
        for (int i = 0; i < TRIES; i++) {
            JsonNode text = TextNode.valueOf(any(TEXTS));
            if (compiled.validate(text).isEmpty()) {
                return text;
            }
        }
        return TEXTS.stream()
                .<JsonNode>map(TextNode::valueOf)
                .filter(text -> compiled.validate(text).isEmpty())
                .findFirst()
                .orElseThrow(() -> new AssertionError("no text is known for " + schema));
    }

    private JsonNode number(JsonNode schema) {
        BigDecimal step = schema.path("multipleOf").decimalValue();
        for (int i = 0; i < TRIES; i++) {
            JsonNode bound =
                    schema.path(
                            any(
                                    List.of(
                                            "minimum",
                                            "maximum",
                                            "exclusiveMinimum",
                                            "exclusiveMaximum",
                                            "none")));
            BigDecimal base =
                    bound.isNumber()
                            ? bound.decimalValue()
                            : BigDecimal.valueOf(random.nextInt(2_000) - 1_000);
            BigDecimal smallest = step.signum() == 0 ? BigDecimal.ONE : step;
            JsonNode number =
                    DecimalNode.valueOf(
                            base.add(smallest.multiply(BigDecimal.valueOf(random.nextInt(5) - 2))));
            if (isAllowed(schema, number)) {
                return number;
            }
        }
        throw new AssertionError("no number is known for " + schema);
    }

    private JsonNode array(JsonNode schema) {
        int least = schema.path("minItems").asInt(0);
        int most = Math.min(schema.path("maxItems").asInt(4), 4);
        int size = least + (most > least ? random.nextInt(most - least + 1) : 0);
        Set<JsonNode> items = new HashSet<>();
        ArrayNode array = Json.MAPPER.createArrayNode();
        for (int i = 0; i < TRIES && array.size() < size; i++) {
            JsonNode item = allowed(schema.path("items"));
            if (items.add(item) || !schema.path("uniqueItems").asBoolean()) {
                array.add(item);
            }
        }
        return array;
    }

    private JsonNode object(JsonNode schema) {
        ObjectNode object = Json.object();
        Set<String> required = new HashSet<>();
        schema.path("required").forEach(name -> required.add(name.textValue()));
        int least = schema.path("minProperties").asInt(0);
        int most = schema.path("maxProperties").asInt(100);
        List<Map.Entry<String, JsonNode>> properties =
                new ArrayList<>(schema.path("properties").properties());
        properties.forEach(property -> {
            boolean isWanted = required.contains(property.getKey()) || random.nextBoolean();
            if (isWanted && object.size() < most) {
                object.set(property.getKey(), allowed(property.getValue()));
            }
        });
        if (object.size() < least && !properties.isEmpty()) {
            var property = any(properties);
            object.set(property.getKey(), allowed(property.getValue()));
        }
        return object;
    }

    /** A value that is unlikely to be allowed, made of one that is. */
    JsonNode hostile(JsonNode allowed) {
        return switch (random.nextInt(4)) {
            case 0 -> changed(allowed);
            case 1 -> TextNode.valueOf(any(TEXTS));
            default -> any(strangers(allowed));
        };
    }

    private List<JsonNode> strangers(JsonNode allowed) {
        ArrayNode deep = Json.MAPPER.createArrayNode();
        for (int i = 0; i < 50; i++) {
            deep = Json.MAPPER.createArrayNode().add(deep);
        }
        return List.of(
                deep,
                Json.object(),
                Json.object().put("a", "b"),
                Json.object().set("id", allowed),
                Json.MAPPER.createArrayNode(),
                Json.MAPPER.createArrayNode().add(allowed),
                Json.MAPPER.createArrayNode().add(allowed).add(allowed),
                Json.MAPPER.createArrayNode().addNull(),
                NullNode.getInstance(),
                BooleanNode.TRUE,
                DecimalNode.valueOf(new BigDecimal("1e400")),
                DecimalNode.valueOf(new BigDecimal("-1e-400")),
                DecimalNode.valueOf(new BigDecimal("9223372036854775808")),
                DecimalNode.valueOf(new BigDecimal("0.5")),
                DecimalNode.valueOf(new BigDecimal("5.000")));
    }

    private JsonNode changed(JsonNode value) {
        if (value instanceof ObjectNode object) {
            ObjectNode copy = object.deepCopy();
            List<String> names = new ArrayList<>();
            copy.fieldNames().forEachRemaining(names::add);
            if (names.isEmpty() || random.nextBoolean()) {
                copy.put("more", 1);
            } else if (random.nextBoolean()) {
                copy.remove(any(names));
            } else {
                String name = any(names);
                copy.set(name, hostile(copy.get(name)));
            }
            return copy;
        }
        if (value instanceof ArrayNode array && !array.isEmpty()) {
            ArrayNode copy = array.deepCopy();
            copy.add(random.nextBoolean() ? any(array) : hostile(any(array)));
            return copy;
        }
        if (value.isNumber()) {
            return DecimalNode.valueOf(value.decimalValue().add(new BigDecimal("0.001")));
        }
        return value.isTextual()
                ? TextNode.valueOf(value.textValue() + any(List.of(" ", "\n", "\0", "x")))
                : any(strangers(value));
    }
}
