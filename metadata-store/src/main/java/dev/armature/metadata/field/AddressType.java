package dev.armature.metadata.field;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.expression.Address;
import dev.armature.metadata.expression.Member;
import dev.armature.metadata.expression.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A postal address. Each part may be left out, but not all. */
public record AddressType() implements FieldType {

    static final String NAME = "address";

    /** How many lines there may be above the city. */
    static final int MAX_LINES = 5;

    private static final int LINE_LENGTH = 200;
    private static final Map<Member, Integer> TEXTS =
            Map.of(Member.CITY, 100, Member.REGION, 100, Member.POSTAL_CODE, 20);
    private static final Set<String> COUNTRIES = Set.of(Locale.getISOCountries());
    private static final List<Member> PARTS = Member.of(ValueType.Scalar.ADDRESS);
    private static final List<String> NAMES = PARTS.stream().map(Member::spelling).toList();

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void describe(ObjectNode field) {
        // has no options
    }

    @Override
    public ValueType valueType(Targets targets) {
        return ValueType.Scalar.ADDRESS;
    }

    @Override
    public ColumnType column() {
        return ColumnType.JSONB;
    }

    @Override
    public void schema(ObjectNode schema) {
        schema.put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        ObjectNode lines = properties.putObject("lines").put("type", "array");
        text(lines.putObject("items"), LINE_LENGTH);
        lines.put("minItems", 1).put("maxItems", MAX_LINES);
        for (Member part : PARTS) {
            Integer length = TEXTS.get(part);
            if (length != null) {
                text(properties.putObject(part.spelling()), length);
            }
        }
        ArrayNode countries = properties.putObject("country").putArray("enum");
        new TreeSet<>(COUNTRIES).forEach(countries::add);
        schema.put("minProperties", 1);
        schema.put("additionalProperties", false);
    }

    private static void text(ObjectNode schema, int maxLength) {
        schema.put("type", "string").put("minLength", 1).put("maxLength", maxLength);
    }

    @Override
    public @Nullable Object read(JsonNode json, Refusal refusal) {
        if (!json.isObject() || json.isEmpty()) {
            refusal.refuse(
                    "wrong_type",
                    "An address is expected, with some of " + String.join(", ", NAMES));
            return null;
        }
        for (Map.Entry<String, JsonNode> part : json.properties()) {
            if (!check(part.getKey(), part.getValue(), refusal)) {
                return null;
            }
        }
        return fromJson(json);
    }

    private static boolean check(String name, JsonNode part, Refusal refusal) {
        for (Map.Entry<Member, Integer> text : TEXTS.entrySet()) {
            if (text.getKey().spelling().equals(name)) {
                return isText(part, text.getValue(), refusal);
            }
        }
        return switch (name) {
            case "lines" -> areLines(part, refusal);
            case "country" -> isCountry(part, refusal);
            default -> {
                refusal.refuse(
                        "wrong_type",
                        "An address has " + String.join(", ", NAMES) + ", and no \"" + name + "\"");
                yield false;
            }
        };
    }

    private static boolean isText(JsonNode part, int maxLength, Refusal refusal) {
        String text = Texts.read(part, maxLength, refusal);
        if (text != null && text.isEmpty()) {
            refusal.refuse("too_short", "A part of an address is left out rather than empty");
            return false;
        }
        return text != null;
    }

    private static boolean areLines(JsonNode part, Refusal refusal) {
        if (!part.isArray() || part.isEmpty()) {
            refusal.refuse("wrong_type", "The lines are a list of texts");
            return false;
        }
        if (part.size() > MAX_LINES) {
            refusal.refuse("too_long", "At most " + MAX_LINES + " lines are allowed");
            return false;
        }
        for (JsonNode line : part) {
            if (!isText(line, LINE_LENGTH, refusal)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isCountry(JsonNode part, Refusal refusal) {
        if (!part.isTextual()) {
            refusal.refuse("wrong_type", "A country's code is a text");
        } else if (!COUNTRIES.contains(part.textValue())) {
            refusal.refuse(
                    "unknown_option", "A country's code by ISO 3166-1 such as DE is expected");
        } else {
            return true;
        }
        return false;
    }

    /** JSON, since an address has no one form in a line. */
    @Override
    public @Nullable Object readCell(String cell, Refusal refusal) {
        JsonNode json = JsonValues.parse(cell);
        if (json == null) {
            refusal.refuse("wrong_type", "An address is expected as JSON: {\"city\": \"Berlin\"}");
            return null;
        }
        return read(json, refusal);
    }

    /** The address of its stored form. */
    static Address fromJson(JsonNode json) {
        List<String> lines = new ArrayList<>();
        json.path("lines").forEach(line -> lines.add(line.textValue()));
        return new Address(
                lines.isEmpty() ? null : lines,
                json.path("city").textValue(),
                json.path("region").textValue(),
                json.path("postalCode").textValue(),
                json.path("country").textValue());
    }

    @Override
    public String control() {
        return NAME;
    }
}
