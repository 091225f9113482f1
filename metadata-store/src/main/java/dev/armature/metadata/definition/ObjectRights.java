package dev.armature.metadata.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.json.Attributes;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.problem.Problems;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a role may do with the records of an object.
 *
 * @param when the condition that records meet which it may read, and so do anything with; null for
 *     all
 * @param updateWhen what records meet beside it that may be changed; null for no more
 * @param deleteWhen what records meet beside it that may be deleted and restored
 * @param fields by the fields' numbers
 * @param otherFields of all fields that are not named
 */
public record ObjectRights(
        Set<Right> rights,
        @Nullable String when,
        @Nullable String updateWhen,
        @Nullable String deleteWhen,
        Map<Integer, FieldRights> fields,
        FieldRights otherFields) {

    /** Of an object that nothing is said of. */
    public static final ObjectRights NONE =
            new ObjectRights(
                    EnumSet.noneOf(Right.class), null, null, null, Map.of(), FieldRights.ALL);

    /** The conditions' attributes. */
    public static final String WHEN = "when";

    public static final String UPDATE_WHEN = "updateWhen";
    public static final String DELETE_WHEN = "deleteWhen";

    private static final String FIELDS = "fields";
    private static final String OTHER_FIELDS = "otherFields";
    private static final int MAX_EXPRESSION = 10_000;

    public ObjectRights {
        rights = Set.copyOf(rights);
        fields = Map.copyOf(fields);
    }

    /** Reads the rights of one object. */
    static ObjectRights read(
            int object, RoleNames names, JsonNode json, String pointer, Problems problems) {
        Attributes attributes = Attributes.of(json, pointer, problems);
        JsonNode others = attributes.node(OTHER_FIELDS);
        ObjectRights rights =
                new ObjectRights(
                        readRights(attributes),
                        attributes.optionalText(WHEN, MAX_EXPRESSION),
                        attributes.optionalText(UPDATE_WHEN, MAX_EXPRESSION),
                        attributes.optionalText(DELETE_WHEN, MAX_EXPRESSION),
                        readFields(object, names, attributes),
                        others == null
                                ? FieldRights.ALL
                                : FieldRights.read(
                                        others, attributes.pointer(OTHER_FIELDS), problems));
        attributes.finish();
        return rights;
    }

    /** Reads the rights of objects that are not known yet: neither conditions nor fields. */
    static ObjectRights readOthers(JsonNode json, String pointer, Problems problems) {
        Attributes attributes = Attributes.of(json, pointer, problems);
        Set<Right> rights = readRights(attributes);
        attributes.finish();
        return new ObjectRights(rights, null, null, null, Map.of(), FieldRights.ALL);
    }

    private static Set<Right> readRights(Attributes attributes) {
        Set<Right> rights = EnumSet.noneOf(Right.class);
        for (Right right : Right.values()) {
            if (attributes.flag(right.word(), false)) {
                rights.add(right);
            }
        }
        if (!rights.isEmpty() && !rights.contains(Right.READ)) {
            attributes
                    .problems()
                    .add(
                            attributes.pointer(Right.READ.word()),
                            "required",
                            "Who may do anything with records may read them");
        }
        return rights;
    }

    private static Map<Integer, FieldRights> readFields(
            int object, RoleNames names, Attributes attributes) {
        return RoleNames.byNumber(
                attributes,
                FIELDS,
                "Fields",
                "field",
                name -> names.field(object, name),
                (id, json, pointer) -> FieldRights.read(json, pointer, attributes.problems()));
    }

    public boolean allows(Right right) {
        return rights.contains(right);
    }

    /** What it may do with a field. */
    public FieldRights field(int id) {
        return fields.getOrDefault(id, otherFields);
    }

    /** The conditions that there are, by their attributes. */
    public Map<String, String> conditions() {
        Map<String, String> conditions = new LinkedHashMap<>();
        put(conditions, WHEN, when);
        put(conditions, UPDATE_WHEN, updateWhen);
        put(conditions, DELETE_WHEN, deleteWhen);
        return conditions;
    }

    private static void put(
            Map<String, String> conditions, String attribute, @Nullable String text) {
        if (text != null) {
            conditions.put(attribute, text);
        }
    }

    /** The same with the texts of its conditions passed through a function. */
    ObjectRights withConditions(UnaryOperator<String> change) {
        return new ObjectRights(
                rights,
                when == null ? null : change.apply(when),
                updateWhen == null ? null : change.apply(updateWhen),
                deleteWhen == null ? null : change.apply(deleteWhen),
                fields,
                otherFields);
    }

    /** The same with what another said of fields that have no name any more. */
    ObjectRights keeping(int object, RoleNames names, ObjectRights earlier) {
        Map<Integer, FieldRights> all = new LinkedHashMap<>(fields);
        earlier.fields.forEach((id, field) -> {
            if (names.fieldName(object, id) == null) {
                all.put(id, field);
            }
        });
        return new ObjectRights(rights, when, updateWhen, deleteWhen, all, otherFields);
    }

    ObjectNode toJson(int object, RoleNames names) {
        ObjectNode out = rightsJson();
        conditions().forEach(out::put);
        ObjectNode named = out.putObject(FIELDS);
        fields.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(entry -> {
                    String name = names.fieldName(object, entry.getKey());
                    if (name != null) {
                        named.set(name, entry.getValue().toJson());
                    }
                });
        out.set(OTHER_FIELDS, otherFields.toJson());
        return out;
    }

    /** The rights alone. */
    ObjectNode rightsJson() {
        ObjectNode out = Json.object();
        for (Right right : Right.values()) {
            out.put(right.word(), rights.contains(right));
        }
        return out;
    }
}
