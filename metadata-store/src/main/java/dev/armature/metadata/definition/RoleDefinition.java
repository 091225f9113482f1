package dev.armature.metadata.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.json.Attributes;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.problem.Problems;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * What those may do who have the role. Objects and fields are known by number, so that no rename
 * gives or takes a right.
 *
 * @param name as users and expressions have it; it stays
 * @param objects rights by the objects' numbers
 * @param others the rights to all objects that are not named
 */
public record RoleDefinition(
        int id,
        String name,
        String label,
        @Nullable String description,
        Map<Integer, ObjectRights> objects,
        ObjectRights others) {

    /** The role of those who may do everything. */
    public static final String ADMINISTRATOR = "administrator";

    /** The role of those who work with all records. */
    public static final String USER = "user";

    /** The roles that every tenant has, and nobody changes. */
    public static final List<String> BUILT_IN = List.of(ADMINISTRATOR, USER);

    private static final String OBJECTS = "objects";
    private static final String OTHER_OBJECTS = "otherObjects";

    public RoleDefinition {
        objects = Map.copyOf(objects);
    }

    /** Reads a role whose objects and fields are named as in some metadata. */
    public static RoleDefinition read(
            int id, TenantDefinition definition, JsonNode json, Problems problems) {
        Attributes attributes = Attributes.of(json, "", problems);
        String name = Names.readForm(attributes);
        if (BUILT_IN.contains(name)) {
            problems.add("/name", "not_unique", "Every tenant has the role \"" + name + "\"");
        }
        return read(id, name, RoleNames.of(definition), attributes);
    }

    /** Reads a role as {@link #stored} writes it. */
    public static RoleDefinition readStored(int id, String name, JsonNode json) {
        Problems problems = new Problems();
        RoleDefinition role = read(id, name, RoleNames.NUMBERS, Attributes.of(json, "", problems));
        if (!problems.isEmpty()) {
            throw new IllegalStateException(
                    "stored role " + id + " does not read: " + problems.list());
        }
        return role;
    }

    private static RoleDefinition read(
            int id, String name, RoleNames names, Attributes attributes) {
        JsonNode others = attributes.node(OTHER_OBJECTS);
        RoleDefinition role =
                new RoleDefinition(
                        id,
                        name,
                        Names.readLabel(attributes, name),
                        attributes.optionalText("description", 1_000),
                        readObjects(names, attributes),
                        others == null
                                ? ObjectRights.NONE
                                : ObjectRights.readOthers(
                                        others,
                                        attributes.pointer(OTHER_OBJECTS),
                                        attributes.problems()));
        attributes.finish();
        return role;
    }

    private static Map<Integer, ObjectRights> readObjects(RoleNames names, Attributes attributes) {
        return RoleNames.byNumber(
                attributes,
                OBJECTS,
                "Objects",
                "object",
                names::object,
                (id, json, pointer) ->
                        ObjectRights.read(id, names, json, pointer, attributes.problems()));
    }

    /** What it may do with the records of an object. */
    public ObjectRights rights(int object) {
        return objects.getOrDefault(object, others);
    }

    /** The same with the texts of all conditions on an object's records passed through. */
    public RoleDefinition withConditions(BiFunction<Integer, String, String> change) {
        Map<Integer, ObjectRights> changed = new LinkedHashMap<>();
        objects.forEach((object, rights) ->
                changed.put(object, rights.withConditions(text -> change.apply(object, text))));
        return new RoleDefinition(id, name, label, description, changed, others);
    }

    /** The same with what it said before of objects and fields that are deleted by now. */
    public RoleDefinition keeping(TenantDefinition definition, RoleDefinition earlier) {
        RoleNames names = RoleNames.of(definition);
        Map<Integer, ObjectRights> all = new LinkedHashMap<>(objects);
        earlier.objects.forEach((object, rights) -> {
            ObjectRights now = all.get(object);
            if (names.objectName(object) == null) {
                all.put(object, rights);
            } else if (now != null) {
                all.put(object, now.keeping(object, names, rights));
            }
        });
        return new RoleDefinition(id, name, label, description, all, others);
    }

    /** The form clients read. */
    public ObjectNode toJson(TenantDefinition definition) {
        ObjectNode out = Json.object().put("name", name);
        out.setAll(json(RoleNames.of(definition)));
        return out;
    }

    /** The form it is kept in. */
    public ObjectNode stored() {
        return json(RoleNames.NUMBERS);
    }

    private ObjectNode json(RoleNames names) {
        ObjectNode out = Json.object().put("label", label);
        if (description != null) {
            out.put("description", description);
        }
        ObjectNode named = out.putObject(OBJECTS);
        objects.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(entry -> {
                    String object = names.objectName(entry.getKey());
                    if (object != null) {
                        named.set(object, entry.getValue().toJson(entry.getKey(), names));
                    }
                });
        out.set(OTHER_OBJECTS, others.rightsJson());
        return out;
    }
}
