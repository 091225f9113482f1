package dev.armature.metadata.field;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.expression.ValueType;
import dev.armature.metadata.json.Attributes;
import dev.armature.metadata.json.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Any number of records of another object, or of the same, none of them twice, in an order of their
 * own.
 *
 * @param target the object's name
 * @param maxItems how many there may be
 */
public record ReferencesType(String target, OnDelete onDelete, int maxItems) implements LinkType {

    static final String NAME = "references";

    /** The most records that a list may be allowed to name. */
    public static final int LIMIT = 1_000;

    private static final int DEFAULT_MAX_ITEMS = 100;

    /** What becomes of a record when one that its list names is deleted. */
    public enum OnDelete {
        /** The deletion is refused while lists name the record. */
        RESTRICT("restrict"),
        /** The record is taken out of the lists. */
        REMOVE("remove");

        private final String spelling;

        OnDelete(String spelling) {
            this.spelling = spelling;
        }

        public String spelling() {
            return spelling;
        }
    }

    static FieldType read(Attributes field) {
        return new ReferencesType(
                field.text("target", 63),
                field.choice(
                        "onDelete",
                        OnDelete.RESTRICT,
                        List.of(OnDelete.values()),
                        OnDelete::spelling),
                Objects.requireNonNullElse(
                        field.optionalInt("maxItems", 1, LIMIT), DEFAULT_MAX_ITEMS));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void describe(ObjectNode field) {
        field.put("target", target).put("onDelete", onDelete.spelling()).put("maxItems", maxItems);
    }

    @Override
    public ValueType valueType(Targets targets) {
        return new ValueType.ListOf(one().valueType(targets));
    }

    @Override
    public ColumnType column() {
        return ColumnType.UUIDS;
    }

    @Override
    public void schema(ObjectNode schema) {
        schema.put("type", "array");
        one().schema(schema.putObject("items"));
        schema.put("maxItems", maxItems);
        schema.put("uniqueItems", true);
    }

    /** A list of ids and {@link UnresolvedReference}s. */
    @Override
    public @Nullable Object read(JsonNode json, Refusal refusal) {
        if (!(json instanceof ArrayNode array)) {
            refusal.refuse("wrong_type", "A list of records of \"" + target + "\" is expected");
            return null;
        }
        if (array.size() > maxItems) {
            refusal.refuse("too_long", "At most " + maxItems + " records are allowed");
            return null;
        }
        List<Object> records = new ArrayList<>(array.size());
        for (JsonNode element : array) {
            Object record = one().read(element, refusal);
            if (record == null) {
                return null;
            }
            records.add(record);
        }
        return isWithoutDoubles(records, refusal) ? List.copyOf(records) : null;
    }

    /** Whether no record is there twice; else it is refused. */
    public static boolean isWithoutDoubles(List<?> records, Refusal refusal) {
        HashSet<Object> seen = new HashSet<>();
        for (Object record : records) {
            if (!seen.add(record)) {
                refusal.refuse("not_unique", "\"" + Values.text(record) + "\" is there twice");
                return false;
            }
        }
        return true;
    }

    /** Ids with semicolons between them, or a JSON array. */
    @Override
    public @Nullable Object readCell(String cell, Refusal refusal) {
        if (cell.stripLeading().startsWith("[")) {
            try {
                return read(Json.MAPPER.readTree(cell), refusal);
            } catch (JacksonException e) {
                refusal.refuse("wrong_type", "A list of records is expected");
                return null;
            }
        }
        ArrayNode array = Json.MAPPER.createArrayNode();
        parts(cell).forEach(array::add);
        return read(array, refusal);
    }

    /** What stands between the semicolons of a cell. */
    public static List<String> parts(String cell) {
        return List.of(cell.split(";", -1)).stream().map(String::strip).toList();
    }

    private ReferenceType one() {
        return new ReferenceType(target, ReferenceType.OnDelete.RESTRICT);
    }

    @Override
    public String control() {
        return "references";
    }

    @Override
    public ReferencesType withTarget(String newTarget) {
        return new ReferencesType(newTarget, onDelete, maxItems);
    }
}
