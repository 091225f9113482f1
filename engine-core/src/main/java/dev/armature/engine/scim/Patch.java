package dev.armature.engine.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Changes of a resource (RFC 7644, 3.5.2), with what Entra ID and Okta make of them: operations
 * with capitals, names with points within values, and values of members to remove. A well-formed
 * path to what the platform has no place for is passed over, as such an attribute is elsewhere.
 */
record Patch(List<Operation> operations) {

    /** How many operations there may be. */
    static final int MOST_OPERATIONS = 1_000;

    Patch {
        operations = List.copyOf(operations);
    }

    /** What an operation does. */
    enum Kind {
        ADD,
        REMOVE,
        REPLACE
    }

    record Operation(Kind kind, @Nullable PatchPath path, @Nullable JsonNode value) {}

    static Patch read(ObjectNode body) {
        List<Operation> operations = new ArrayList<>();
        JsonNode list = member(body, "Operations");
        if (list == null || !list.isArray() || list.isEmpty()) {
            throw new ScimRefusal(ScimType.INVALID_SYNTAX, "\"Operations\" is a list of some");
        }
        if (list.size() > MOST_OPERATIONS) {
            throw new ScimRefusal(
                    ScimType.INVALID_VALUE,
                    "A patch has at most " + MOST_OPERATIONS + " operations");
        }
        list.forEach(one -> operations.add(operation(one)));
        return new Patch(operations);
    }

    private static @Nullable JsonNode member(JsonNode object, String name) {
        for (Map.Entry<String, JsonNode> entry : object.properties()) {
            if (entry.getKey().equalsIgnoreCase(name)) {
                return entry.getValue();
            }
        }
        return null;
    }

    private static Operation operation(JsonNode json) {
        JsonNode op = member(json, "op");
        Kind kind =
                op == null || !op.isTextual()
                        ? null
                        : switch (op.textValue().toLowerCase(Locale.ROOT)) {
                            case "add" -> Kind.ADD;
                            case "remove" -> Kind.REMOVE;
                            case "replace" -> Kind.REPLACE;
                            default -> null;
                        };
        if (kind == null) {
            throw new ScimRefusal(
                    ScimType.INVALID_SYNTAX, "\"op\" is one of add, remove and replace");
        }
        JsonNode path = member(json, "path");
        JsonNode value = member(json, "value");
        if (path != null && !path.isNull() && !path.isTextual()) {
            throw new ScimRefusal(ScimType.INVALID_PATH, "\"path\" is a text");
        }
        String written = path == null || path.isNull() ? "" : path.textValue();
        boolean whole = written.isBlank();
        if (whole && kind == Kind.REMOVE) {
            throw new ScimRefusal(ScimType.NO_TARGET, "What is removed is named by a path");
        }
        if (kind != Kind.REMOVE && value == null) {
            throw new ScimRefusal(ScimType.INVALID_VALUE, "\"value\" is missing");
        }
        return new Operation(kind, whole ? null : FilterParser.readPath(written), value);
    }

    /** Carries all out, one after the other, on a resource in its one form. */
    void apply(Schema schema, ObjectNode resource) {
        for (Operation operation : operations) {
            if (operation.path == null) {
                applyWhole(schema, resource, operation);
            } else if (Schema.ofExtension(operation.path.path().name())) {
                applyExtension(schema, resource, operation);
            } else {
                applyAt(schema, resource, operation, operation.path);
            }
        }
    }

    private static void applyWhole(Schema schema, ObjectNode resource, Operation operation) {
        if (!(operation.value instanceof ObjectNode values)) {
            throw new ScimRefusal(ScimType.INVALID_VALUE, "Without a path, \"value\" is an object");
        }
        each(schema, resource, operation, values, "");
    }

    private static void applyExtension(Schema schema, ObjectNode resource, Operation operation) {
        if (operation.kind == Kind.REMOVE) {
            resource.remove(Schema.ENTERPRISE);
        } else if (operation.value instanceof ObjectNode values) {
            each(schema, resource, operation, values, Schema.ENTERPRISE + ":");
        }
    }

    private static void each(
            Schema schema,
            ObjectNode resource,
            Operation operation,
            ObjectNode values,
            String prefix) {
        for (Map.Entry<String, JsonNode> entry : values.properties()) {
            AttributePath path = AttributePath.read(prefix + entry.getKey());
            Schema.Place place = path == null ? null : schema.place(path);
            if (path != null && Schema.ofExtension(path.name())) {
                applyExtension(
                        schema, resource, new Operation(operation.kind, null, entry.getValue()));
            } else if (path != null
                    && place != null
                    && place.attribute().writable()
                    && place.leaf().writable()) {
                // What is null there is as good as removed.
                Kind kind = entry.getValue().isNull() ? Kind.REMOVE : operation.kind;
                PatchPath at = new PatchPath(path, null, null);
                applyAt(schema, resource, new Operation(kind, at, entry.getValue()), at);
            }
        }
    }

    private static void applyAt(
            Schema schema, ObjectNode resource, Operation operation, PatchPath path) {
        String sub = path.sub() == null ? path.path().sub() : path.sub();
        Schema.Place whole =
                schema.place(new AttributePath(path.path().schema(), path.path().name(), null));
        Attribute part = whole == null || sub == null ? null : whole.attribute().sub(sub);
        if (whole == null || (sub != null && part == null)) {
            return;
        }
        Schema.Place place = new Schema.Place(whole.extension(), whole.attribute(), part);
        boolean removes = operation.kind == Kind.REMOVE;
        if (!place.attribute().writable() || !place.leaf().writable()) {
            throw new ScimRefusal(
                    ScimType.MUTABILITY, "\"" + place.leaf().name() + "\" is not written");
        }
        if (removes && place.leaf().required()) {
            throw new ScimRefusal(
                    ScimType.MUTABILITY, "\"" + place.leaf().name() + "\" is always there");
        }
        ObjectNode holder = Canonical.holder(resource, place);
        if (place.attribute().multiValued()) {
            new ValuesPatch(place.attribute(), part, path.filter()).apply(holder, operation);
        } else if (path.filter() != null) {
            throw new ScimRefusal(
                    ScimType.INVALID_PATH,
                    "\"" + place.attribute().name() + "\" has one value, and no filter");
        } else {
            single(holder, place, operation);
        }
    }

    private static void single(ObjectNode holder, Schema.Place place, Operation operation) {
        Attribute attribute = place.attribute();
        JsonNode value = value(place.leaf(), operation);
        if (place.sub() != null) {
            ObjectNode parts = Canonical.parts(holder, attribute);
            if (value == null) {
                parts.remove(place.sub().name());
            } else {
                parts.set(place.sub().name(), value);
            }
        } else if (value == null) {
            holder.remove(attribute.name());
        } else if (attribute.isComplex()) {
            Canonical.parts(holder, attribute).setAll((ObjectNode) value);
        } else {
            holder.set(attribute.name(), value);
        }
    }

    /** The value in its one form; null where there is none from now on. */
    static @Nullable JsonNode value(Attribute attribute, Operation operation) {
        return operation.kind == Kind.REMOVE || operation.value == null
                ? null
                : Canonical.value(attribute, operation.value);
    }

    /** What values are known by. */
    static Set<String> keys(@Nullable JsonNode values) {
        Set<String> keys = new HashSet<>();
        if (values instanceof ArrayNode array) {
            array.forEach(one -> keys.add(key(one)));
        }
        return keys;
    }

    static String key(JsonNode value) {
        return value.path("value").asText().toLowerCase(Locale.ROOT);
    }
}
