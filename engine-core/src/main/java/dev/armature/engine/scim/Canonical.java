package dev.armature.engine.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.armature.metadata.json.Json;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Brings what clients send into one form: names as the schema has them, the extension in its place,
 * values of their types. What the platform has no place for, or does not let be written, is left
 * out; what is empty is absent. Stateless.
 */
final class Canonical {

    /** How many characters a text has at most. */
    static final int MAX_TEXT = 256;

    private Canonical() {}

    /** A resource in its one form. */
    static ObjectNode of(Schema schema, ObjectNode body) {
        ObjectNode canonical = Json.object();
        for (Map.Entry<String, JsonNode> entry : body.properties()) {
            if (Schema.ofExtension(entry.getKey()) && entry.getValue() instanceof ObjectNode more) {
                for (Map.Entry<String, JsonNode> one : more.properties()) {
                    put(schema, canonical, Schema.ENTERPRISE + ":" + one.getKey(), one.getValue());
                }
            } else {
                put(schema, canonical, entry.getKey(), entry.getValue());
            }
        }
        return canonical;
    }

    // Entra ID sends names with points and colons as names of members, too.
    private static void put(Schema schema, ObjectNode canonical, String name, JsonNode value) {
        AttributePath path = AttributePath.read(name);
        Schema.Place place = path == null ? null : schema.place(path);
        if (place == null || !place.attribute().writable() || !place.leaf().writable()) {
            return;
        }
        JsonNode read = value(place.leaf(), value);
        if (read == null) {
            return;
        }
        ObjectNode holder = holder(canonical, place);
        if (place.sub() != null) {
            parts(holder, place.attribute()).set(place.sub().name(), read);
        } else {
            holder.set(place.attribute().name(), read);
        }
    }

    /** The object that an attribute is in. */
    static ObjectNode holder(ObjectNode resource, Schema.Place place) {
        return place.extension() ? resource.withObjectProperty(Schema.ENTERPRISE) : resource;
    }

    /** The object of the parts of a complex attribute; of one with several values, the first. */
    static ObjectNode parts(ObjectNode holder, Attribute attribute) {
        if (!attribute.multiValued()) {
            return holder.withObjectProperty(attribute.name());
        }
        ArrayNode values = holder.withArrayProperty(attribute.name());
        return values.isEmpty() ? values.addObject() : (ObjectNode) values.get(0);
    }

    /** A value in its one form; null where there is none. */
    static @Nullable JsonNode value(Attribute attribute, JsonNode value) {
        if (value.isNull()) {
            return null;
        }
        if (attribute.multiValued()) {
            return several(attribute, value);
        }
        // Entra ID sends the one manager as a list.
        JsonNode one = value.isArray() && value.size() == 1 ? value.get(0) : value;
        return attribute.isComplex() ? complex(attribute, one) : simple(attribute, one);
    }

    private static ArrayNode several(Attribute attribute, JsonNode value) {
        ArrayNode values = Json.MAPPER.createArrayNode();
        if (value.isArray()) {
            value.forEach(one -> add(attribute, values, one));
        } else {
            add(attribute, values, value);
        }
        return values;
    }

    private static void add(Attribute attribute, ArrayNode values, JsonNode one) {
        ObjectNode read = one.isNull() ? null : complex(attribute, one);
        if (read != null) {
            values.add(read);
        }
    }

    private static @Nullable ObjectNode complex(Attribute attribute, JsonNode value) {
        ObjectNode parts = Json.object();
        if (value instanceof ObjectNode object) {
            for (Map.Entry<String, JsonNode> entry : object.properties()) {
                Attribute sub = attribute.sub(entry.getKey());
                // What a value is for tells values apart, be it not kept.
                if (sub != null && (sub.writable() || sub.name().equals("type"))) {
                    JsonNode read = value(sub, entry.getValue());
                    if (read != null) {
                        parts.set(sub.name(), read);
                    }
                }
            }
        } else if (attribute.sub("value") != null && value.isValueNode()) {
            JsonNode read = simple(attribute, value);
            if (read != null) {
                parts.set("value", read);
            }
        } else {
            throw wrong(attribute, "an object");
        }
        return parts.isEmpty() ? null : parts;
    }

    private static @Nullable JsonNode simple(Attribute attribute, JsonNode value) {
        if (value.isContainerNode()) {
            throw wrong(attribute, "one value");
        }
        if (value.isNull()) {
            return null;
        }
        if (attribute.type() == Attribute.Type.BOOLEAN) {
            Boolean flag =
                    value.isBoolean() ? (Boolean) value.booleanValue() : flag(value.asText());
            if (flag == null) {
                throw wrong(attribute, "true or false");
            }
            return BooleanNode.valueOf(flag);
        }
        String text = value.asText();
        if (text.length() > MAX_TEXT || !Texts.isStorable(text)) {
            throw wrong(attribute, "a text of at most " + MAX_TEXT + " characters");
        }
        return text.isBlank() ? null : TextNode.valueOf(text);
    }

    /** Entra ID sends flags as texts; null for what is none. */
    static @Nullable Boolean flag(Object value) {
        return switch (value.toString().toLowerCase(Locale.ROOT)) {
            case "true" -> Boolean.TRUE;
            case "false" -> Boolean.FALSE;
            default -> null;
        };
    }

    private static ScimRefusal wrong(Attribute attribute, String expected) {
        return new ScimRefusal(
                ScimType.INVALID_VALUE, "\"%s\" takes %s".formatted(attribute.name(), expected));
    }
}
