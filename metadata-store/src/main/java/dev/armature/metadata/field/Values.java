package dev.armature.metadata.field;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.armature.metadata.expression.Composite;
import dev.armature.metadata.expression.Member;
import dev.armature.metadata.expression.Numbers;
import dev.armature.metadata.expression.ValueType;
import dev.armature.metadata.json.Json;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Normal values to and from JSON. The stored form and the one clients see are the same. */
public final class Values {

    private Values() {}

    /** A normal value as JSON. */
    public static JsonNode toJson(@Nullable Object value) {
        return switch (value) {
            case null -> NullNode.getInstance();
            case BigDecimal number -> DecimalNode.valueOf(number);
            case Boolean flag -> BooleanNode.valueOf(flag);
            case Composite whole -> composite(whole);
            case JsonNode json -> json;
            case NamedFile file -> file.given();
            case UnresolvedReference(String field, JsonNode given) ->
                    Json.object().set(field, given);
            case List<?> elements -> {
                ArrayNode array = Json.MAPPER.createArrayNode();
                elements.forEach(element -> array.add(toJson(element)));
                yield array;
            }
            default -> TextNode.valueOf(text(value));
        };
    }

    private static ObjectNode composite(Composite whole) {
        ObjectNode json = Json.object();
        for (Member member : Member.of(whole.type())) {
            Object part = whole.part(member);
            if (part != null) {
                json.set(member.spelling(), toJson(part));
            }
        }
        return json;
    }

    /** Writes a normal value. */
    public static void write(JsonGenerator out, @Nullable Object value) throws IOException {
        switch (value) {
            case null -> out.writeNull();
            case BigDecimal number -> out.writeNumber(number);
            case Boolean flag -> out.writeBoolean(flag);
            case Composite whole -> Json.MAPPER.writeTree(out, composite(whole));
            case JsonNode json -> Json.MAPPER.writeTree(out, json);
            case List<?> elements -> {
                out.writeStartArray();
                for (Object element : elements) {
                    write(out, element);
                }
                out.writeEndArray();
            }
            default -> out.writeString(text(value));
        }
    }

    /** A normal value as one text: its JSON form without quotes. */
    public static String text(Object value) {
        return switch (value) {
            case String text -> text;
            case BigDecimal number -> Numbers.text(number);
            case Boolean flag -> flag.toString();
            case LocalDate date -> date.toString();
            case LocalTime time -> DateTimeFormatter.ISO_LOCAL_TIME.format(time);
            case Duration duration -> duration.toString();
            case Composite whole -> Json.write(composite(whole));
            case JsonNode json -> Json.write(json);
            case NamedFile file -> Json.write(file.given());
            case UnresolvedReference reference -> Json.write(toJson(reference));
            case List<?> list -> Json.write(toJson(list));
            case Instant instant -> instant.toString();
            case UUID id -> id.toString();
            default ->
                    throw new IllegalArgumentException("not a field's value: " + value.getClass());
        };
    }

    /** A normal value from the JSON that {@link #toJson} made of it. */
    public static @Nullable Object fromJson(JsonNode json, ValueType type) {
        if (json.isNull()) {
            return null;
        }
        if (type == ValueType.Scalar.JSON) {
            return JsonValues.normal(json);
        }
        if (!Member.of(type).isEmpty()) {
            return composite(json, type);
        }
        return json instanceof ArrayNode array && type instanceof ValueType.ListOf(ValueType of)
                ? elements(array, of)
                : fromText(
                        json.isNumber() ? Numbers.text(json.decimalValue()) : json.asText(), type);
    }

    private static Object composite(JsonNode json, ValueType type) {
        return switch (type) {
            case ValueType.Scalar.MONEY -> MoneyType.fromJson(json);
            case ValueType.Scalar.GEO_POINT -> GeoPointType.fromJson(json);
            case ValueType.Scalar.ADDRESS -> AddressType.fromJson(json);
            case ValueType.Scalar.FILE -> FileForm.fromJson(json);
            default -> throw notStored(type);
        };
    }

    private static List<Object> elements(ArrayNode array, ValueType type) {
        List<Object> elements = new ArrayList<>(array.size());
        for (JsonNode element : array) {
            Object value = fromJson(element, type);
            if (value != null) {
                elements.add(value);
            }
        }
        return List.copyOf(elements);
    }

    /** A normal value from the text that {@link #text} made of it. */
    public static Object fromText(String text, ValueType type) {
        return switch (type) {
            case ValueType.Scalar scalar ->
                    switch (scalar) {
                        case TEXT -> text;
                        case NUMBER -> Numbers.canonical(new BigDecimal(text));
                        case BOOLEAN -> Boolean.valueOf(text);
                        case DATE -> LocalDate.parse(text);
                        case TIME -> LocalTime.parse(text);
                        case DATE_TIME -> Instant.parse(text);
                        case DURATION -> Duration.parse(text);
                        case USER -> UUID.fromString(text);
                        case MONEY, GEO_POINT, ADDRESS, FILE -> composite(Json.read(text), type);
                        case JSON -> JsonValues.normal(Json.read(text));
                        case NULL -> throw notStored(type);
                    };
            case ValueType.Reference reference -> UUID.fromString(text);
            case ValueType.ListOf list -> elements((ArrayNode) Json.read(text), list.element());
        };
    }

    private static IllegalArgumentException notStored(ValueType type) {
        return new IllegalArgumentException("a " + type.label() + " is not a field's value");
    }
}
