package dev.armature.metadata.store;

import dev.armature.metadata.definition.FieldDefinition;
import dev.armature.metadata.definition.ObjectDefinition;
import dev.armature.metadata.definition.Part;
import dev.armature.metadata.definition.RoleDefinition;
import dev.armature.metadata.definition.TableLayout;
import dev.armature.metadata.definition.TenantDefinition;
import dev.armature.metadata.json.Attributes;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.problem.Problems;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Puts rows together to a definition, on top of an older one where it is known. */
final class DefinitionRows {

    private final Map<Integer, Placed<ObjectDefinition>> objects = new HashMap<>();
    private final Map<Integer, Map<Integer, Placed<FieldDefinition>>> fields = new HashMap<>();
    private final Map<Integer, Map<Integer, Placed<Part>>> parts = new HashMap<>();
    private final Map<Integer, RoleDefinition> roles = new TreeMap<>();
    private long version;

    private record Placed<T>(int position, T element) {}

    DefinitionRows(@Nullable TenantDefinition known) {
        if (known == null) {
            return;
        }
        version = known.version();
        known.roles().values().forEach(role -> roles.put(role.id(), role));
        int position = 0;
        for (ObjectDefinition object : known.objects().values()) {
            objects.put(object.id(), new Placed<>(position++, object));
            for (int i = 0; i < object.fields().size(); i++) {
                FieldDefinition field = object.fields().get(i);
                of(fields, object.id()).put(field.id(), new Placed<>(i, field));
            }
            for (int i = 0; i < object.parts().size(); i++) {
                Part part = object.parts().get(i);
                of(parts, object.id()).put(part.id(), new Placed<>(i, part));
            }
        }
    }

    void add(ObjectRow row) {
        version = Math.max(version, row.changedIn());
        if (row.deletedAt() != null) {
            objects.remove(row.key().id());
        } else {
            objects.put(row.key().id(), new Placed<>(row.position(), object(row)));
        }
    }

    void add(FieldRow row) {
        version = Math.max(version, row.changedIn());
        if (row.deletedAt() != null) {
            of(fields, row.key().objectId()).remove(row.key().id());
        } else {
            of(fields, row.key().objectId())
                    .put(row.key().id(), new Placed<>(row.position(), field(row)));
        }
    }

    void add(PartRow row) {
        version = Math.max(version, row.changedIn());
        if (row.deletedAt() != null) {
            of(parts, row.objectId()).remove(row.key().id());
        } else {
            of(parts, row.objectId()).put(row.key().id(), new Placed<>(row.position(), part(row)));
        }
    }

    void add(RoleRow row) {
        version = Math.max(version, row.changedIn());
        int id = row.key().id();
        if (row.deletedAt() != null) {
            roles.remove(id);
        } else {
            roles.put(id, RoleDefinition.readStored(id, row.name(), Json.read(row.definition())));
        }
    }

    TenantDefinition definition() {
        return TenantDefinition.of(
                        version,
                        inOrder(objects.values()).stream()
                                .map(object ->
                                        object.withFields(inOrder(of(fields, object.id()).values()))
                                                .withParts(
                                                        inOrder(of(parts, object.id()).values())))
                                .toList())
                .withRoles(roles.values());
    }

    private static <T> Map<Integer, Placed<T>> of(
            Map<Integer, Map<Integer, Placed<T>>> all, int objectId) {
        return all.computeIfAbsent(objectId, id -> new LinkedHashMap<>());
    }

    private static <T> List<T> inOrder(java.util.Collection<Placed<T>> placed) {
        return placed.stream()
                .sorted(Comparator.comparingInt(Placed::position))
                .map(Placed::element)
                .toList();
    }

    static ObjectDefinition object(ObjectRow row) {
        Attributes attributes = Attributes.of(Json.read(row.definition()), "", new Problems());
        return new ObjectDefinition(
                row.key().id(),
                ObjectDefinition.Header.read(attributes),
                row.nextFieldId(),
                row.plugin(),
                List.of(),
                List.of(),
                row.tableLayout() == null ? null : TableLayout.read(Json.read(row.tableLayout())),
                filling(row),
                row.switching());
    }

    private static Map<Integer, Long> filling(ObjectRow row) {
        Map<Integer, Long> filling = new HashMap<>();
        if (row.filling() != null) {
            Json.read(row.filling())
                    .properties()
                    .forEach(field ->
                            filling.put(
                                    Integer.valueOf(field.getKey()), field.getValue().longValue()));
        }
        return filling;
    }

    static FieldDefinition field(FieldRow row) {
        Problems problems = new Problems();
        FieldDefinition field =
                FieldDefinition.read(
                        row.key().id(), row.plugin(), Json.read(row.definition()), "", problems);
        if (field == null || !problems.isEmpty()) {
            throw new IllegalStateException(
                    "stored field " + row.key() + " does not read: " + problems.list());
        }
        return field;
    }

    static Part part(PartRow row) {
        Problems problems = new Problems();
        Part.Kind kind = Part.Kind.valueOf(row.kind().toUpperCase(Locale.ROOT));
        Part part =
                Part.read(
                        kind,
                        row.key().id(),
                        row.plugin(),
                        Json.read(row.definition()),
                        "",
                        problems);
        if (!problems.isEmpty()) {
            throw new IllegalStateException(
                    "stored "
                            + row.kind()
                            + " "
                            + row.key()
                            + " does not read: "
                            + problems.list());
        }
        return part;
    }
}
