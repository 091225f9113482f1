package dev.armature.engine.plugin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.expression.Numbers;
import dev.armature.metadata.expression.ValueType;
import dev.armature.metadata.field.IntegerType;
import dev.armature.metadata.field.RatingType;
import dev.armature.metadata.field.Values;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import java.math.BigDecimal;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * JSON as scripts get and give it: decimals as {@code {"$decimal": "12.50"}}, because a script's
 * own numbers are binary. Whole numbers that a script can hold stay numbers.
 */
final class ScriptJson {

    private static final String DECIMAL = "$decimal";
    private static final Pattern WRITTEN = Pattern.compile("-?\\d{1,100}(\\.\\d{1,100})?");

    // 2^53: beyond it a binary number skips whole numbers.
    private static final BigDecimal SAFE = BigDecimal.valueOf(1L << 53);

    private ScriptJson() {}

    /** A field's normal value. */
    static JsonNode value(FieldModel field, @Nullable Object value) {
        return value instanceof BigDecimal number
                ? number(number, isWhole(field))
                : withDecimals(Values.toJson(value));
    }

    // Inside a value there is no type that says which numbers are whole: those that are, are.
    private static JsonNode withDecimals(JsonNode json) {
        if (json.isNumber()) {
            BigDecimal number = Numbers.canonical(json.decimalValue());
            return number(number, number.scale() <= 0);
        }
        if (json instanceof ObjectNode object) {
            ObjectNode out = Json.object();
            object.properties()
                    .forEach(member -> out.set(member.getKey(), withDecimals(member.getValue())));
            return out;
        }
        if (json instanceof ArrayNode array) {
            ArrayNode out = Json.MAPPER.createArrayNode();
            array.forEach(element -> out.add(withDecimals(element)));
            return out;
        }
        return json;
    }

    private static boolean isWhole(FieldModel field) {
        return field.type() instanceof IntegerType || field.type() instanceof RatingType;
    }

    private static JsonNode number(BigDecimal number, boolean whole) {
        return whole && number.abs().compareTo(SAFE) <= 0
                ? DecimalNode.valueOf(number)
                : decimal(number);
    }

    /** Any number as a decimal. */
    static ObjectNode decimal(BigDecimal number) {
        return Json.object().put(DECIMAL, Numbers.text(Numbers.canonical(number)));
    }

    /**
     * A record's JSON, as readers answer it, with its decimals and those of records it opens up.
     */
    static ObjectNode record(ObjectModel object, ObjectNode json) {
        ObjectNode out = Json.object();
        for (Map.Entry<String, JsonNode> entry : json.properties()) {
            FieldModel field = object.field(entry.getKey());
            out.set(
                    entry.getKey(),
                    field == null ? entry.getValue() : value(object, field, entry.getValue()));
        }
        return out;
    }

    private static JsonNode value(ObjectModel object, FieldModel field, JsonNode json) {
        ValueType.Reference link = field.property().type().link();
        if (link != null && json instanceof ObjectNode opened) {
            return record(object.tenant().required(link.objectId()), opened);
        }
        if (link != null && json instanceof ArrayNode list) {
            ArrayNode records = Json.MAPPER.createArrayNode();
            list.forEach(element -> records.add(value(object, field, element)));
            return records;
        }
        return json.isNumber() ? number(json.decimalValue(), isWhole(field)) : withDecimals(json);
    }

    /** What a script gave, with its decimals as numbers again. */
    static JsonNode fromScript(JsonNode json) {
        if (json instanceof ObjectNode object) {
            JsonNode written = object.size() == 1 ? object.get(DECIMAL) : null;
            if (written != null
                    && written.isTextual()
                    && WRITTEN.matcher(written.textValue()).matches()) {
                return DecimalNode.valueOf(new BigDecimal(written.textValue()));
            }
            ObjectNode out = Json.object();
            object.properties()
                    .forEach(entry -> out.set(entry.getKey(), fromScript(entry.getValue())));
            return out;
        }
        if (json instanceof ArrayNode array) {
            ArrayNode out = Json.MAPPER.createArrayNode();
            array.forEach(element -> out.add(fromScript(element)));
            return out;
        }
        return json;
    }
}
