package dev.armature.engine.transfer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.armature.engine.query.Selection;
import dev.armature.metadata.expression.Numbers;
import dev.armature.metadata.expression.ValueType;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.model.SystemField;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * One column of a table that records are written to.
 *
 * @param name the field's name, or the path that leads to it
 * @param path the same in steps
 * @param type the type of its values
 */
record ExportColumn(String name, List<String> path, ValueType type) {

    private static final String ALL = "*";
    private static final String BETWEEN = "; ";

    /**
     * The columns of a selection.
     *
     * @param asked the fields in the order in which they are wanted; null for all of the object
     */
    static List<ExportColumn> of(Selection selection, @Nullable List<String> asked) {
        Map<String, ExportColumn> columns = new LinkedHashMap<>();
        for (String path : asked == null ? List.of(ALL) : asked) {
            add(columns, selection.object(), List.of(), List.of(path.strip().split("\\.")));
        }
        return List.copyOf(columns.values());
    }

    private static void add(
            Map<String, ExportColumn> columns,
            ObjectModel object,
            List<String> walked,
            List<String> path) {
        String first = path.getFirst();
        if (first.equals(ALL)) {
            put(columns, walked, SystemField.ID.fieldName(), type(object, "id"));
            object.fields()
                    .forEach(field ->
                            put(columns, walked, field.name(), type(object, field.name())));
            for (SystemField field : SystemField.values()) {
                put(columns, walked, field.fieldName(), type(object, field.fieldName()));
            }
        } else if (path.size() == 1) {
            put(columns, walked, first, type(object, first));
        } else {
            FieldModel field = Objects.requireNonNull(object.field(first));
            ValueType.Reference link = Objects.requireNonNull(field.property().type().link());
            add(
                    columns,
                    object.tenant().required(link.objectId()),
                    and(walked, first),
                    path.subList(1, path.size()));
        }
    }

    private static ValueType type(ObjectModel object, String name) {
        FieldModel field = object.field(name);
        SystemField system = SystemField.named(name);
        return field == null && system != null
                ? system.property(object.id(), object.name()).type()
                : Objects.requireNonNull(field).property().type();
    }

    private static void put(
            Map<String, ExportColumn> columns, List<String> walked, String name, ValueType type) {
        List<String> path = and(walked, name);
        String whole = String.join(".", path);
        columns.putIfAbsent(whole, new ExportColumn(whole, path, type));
    }

    private static List<String> and(List<String> walked, String name) {
        List<String> path = new ArrayList<>(walked);
        path.add(name);
        return List.copyOf(path);
    }

    /** Its value in a record; null where there is none. */
    @Nullable JsonNode value(JsonNode record) {
        return value(record, 0);
    }

    private @Nullable JsonNode value(JsonNode at, int step) {
        if (at.isNull() || step == path.size()) {
            return at.isNull() ? null : at;
        }
        if (!at.isArray()) {
            JsonNode next = at.get(path.get(step));
            return next == null ? null : value(next, step + 1);
        }
        ArrayNode all = Json.MAPPER.createArrayNode();
        for (JsonNode element : at) {
            JsonNode found = value(element, step);
            if (found != null) {
                all.add(found);
            }
        }
        return all;
    }

    /** A value as text, in the form that an import takes; a file is told by its name. */
    String text(JsonNode value) {
        if (base() == ValueType.Scalar.JSON) {
            return Json.write(value);
        }
        return value.isArray() ? joined(value) : one(value);
    }

    // What stands between semicolons must have none.
    private String joined(JsonNode list) {
        StringJoiner parts = new StringJoiner(BETWEEN);
        for (JsonNode element : list) {
            String part = element.isArray() ? joined(element) : one(element);
            if (part.contains(";")) {
                return Json.write(list);
            }
            parts.add(part);
        }
        return parts.toString();
    }

    private String one(JsonNode value) {
        if (value.isNumber()) {
            return Numbers.text(value.decimalValue());
        }
        return switch (value.isObject() ? base() : ValueType.Scalar.NULL) {
            case ValueType.Scalar.MONEY ->
                    one(value.get("amount")) + " " + one(value.get("currency"));
            case ValueType.Scalar.GEO_POINT -> one(value.get("lat")) + ", " + one(value.get("lng"));
            case ValueType.Scalar.FILE -> one(value.get("name"));
            default -> value.isContainerNode() ? Json.write(value) : value.asText();
        };
    }

    /** Its type, or that of which it has lists. */
    ValueType base() {
        return type instanceof ValueType.ListOf(ValueType element) ? element : type;
    }
}
