package dev.armature.metadata.packaging;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.change.DefinitionReader;
import dev.armature.metadata.change.EditContext;
import dev.armature.metadata.change.MetadataEdit;
import dev.armature.metadata.change.MetadataStore.Deleted;
import dev.armature.metadata.definition.FieldDefinition;
import dev.armature.metadata.definition.ObjectDefinition;
import dev.armature.metadata.definition.Part;
import dev.armature.metadata.definition.RoleDefinition;
import dev.armature.metadata.definition.TenantDefinition;
import dev.armature.metadata.json.Attributes;
import dev.armature.metadata.json.Pointers;
import dev.armature.metadata.problem.Problems;
import dev.armature.metadata.tenant.TenantId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes a tenant's metadata what a package says. What has the same name is the same thing and keeps
 * its number, and so its values; what the package has is put in the package's order. A pure
 * function, like every edit.
 */
public final class PackageEdit implements MetadataEdit {

    private final TenantId tenant;
    private final MetadataPackage wanted;
    private final Rest rest;
    private final boolean restoring;

    /** What becomes of what the package does not have. */
    public enum Rest {
        /** It stays. */
        KEEP,
        /** It is deleted, but for what plugins brought. */
        DELETE
    }

    /**
     * The edit that a package asks for.
     *
     * @param restoring whether what is missing and was deleted a while ago comes back with its
     *     values, as a package is a state that the tenant was in before
     */
    public PackageEdit(TenantId tenant, MetadataPackage wanted, Rest rest, boolean restoring) {
        this.tenant = tenant;
        this.wanted = wanted;
        this.rest = rest;
        this.restoring = restoring;
    }

    @Override
    public TenantDefinition apply(TenantDefinition current, EditContext context) {
        Map<String, ObjectDefinition> objects = new LinkedHashMap<>();
        List<Deleted<ObjectDefinition>> deleted =
                restoring ? context.store().deletedObjects(tenant) : List.of();
        for (int i = 0; i < wanted.objects().size(); i++) {
            ObjectNode json = wanted.objects().get(i);
            ObjectDefinition object =
                    object(current, deleted, json, Pointers.at("/objects", i), context);
            if (object != null) {
                objects.put(object.name(), object);
            }
        }
        for (ObjectDefinition object : current.objects().values()) {
            if (rest == Rest.KEEP || object.plugin() != null) {
                objects.putIfAbsent(object.name(), ofPlugin(object));
            }
        }
        TenantDefinition changed =
                new TenantDefinition(current.version(), objects, current.roles());
        return changed.withRoles(roles(changed, context));
    }

    /** A plugin's object that the package does not speak of has no additions there. */
    private ObjectDefinition ofPlugin(ObjectDefinition object) {
        return rest == Rest.KEEP
                ? object
                : object.withFields(kept(object.fields(), FieldDefinition::plugin))
                        .withParts(kept(object.parts(), Part::plugin));
    }

    private @Nullable ObjectDefinition object(
            TenantDefinition current,
            List<Deleted<ObjectDefinition>> deleted,
            ObjectNode written,
            String pointer,
            EditContext context) {
        String name = written.path("name").asText();
        String plugin = written.path("plugin").textValue();
        ObjectNode json = written.deepCopy().without("plugin");
        ObjectDefinition known = current.object(name);
        if (known == null && plugin == null) {
            known =
                    deleted.stream()
                            .map(Deleted::definition)
                            .filter(object -> object.name().equals(name) && object.plugin() == null)
                            .findFirst()
                            .orElse(null);
        }
        if (!Objects.equals(known == null ? plugin : known.plugin(), plugin)) {
            context.problems()
                    .add(
                            Pointers.at(pointer, "name"),
                            "not_unique",
                            known != null && known.plugin() != null
                                    ? "There is an object \"%s\" already, which the plugin \"%s\" brought"
                                            .formatted(name, known.plugin())
                                    : "There is an object \"%s\" already, which no plugin brought"
                                            .formatted(name));
            return null;
        }
        if (known != null) {
            return updated(known, json, pointer, context);
        }
        if (plugin != null) {
            context.problems()
                    .add(
                            Pointers.at(pointer, "plugin"),
                            "plugin_missing",
                            "The plugin \"%s\" does not bring an object \"%s\" here"
                                    .formatted(plugin, name));
            return null;
        }
        return new DefinitionReader(context, null).object(json, pointer);
    }

    private ObjectDefinition updated(
            ObjectDefinition known, ObjectNode json, String pointer, EditContext context) {
        Attributes attributes = Attributes.of(json, pointer, context.problems());
        boolean own = known.plugin() == null;
        ObjectDefinition object = known;
        if (own) {
            object = object.withHeader(ObjectDefinition.Header.read(attributes));
        } else {
            attributes.text("name", 63);
        }
        context.locate(EditContext.place(object), pointer);
        object = withFields(object, attributes, context);
        List<Part> parts = new ArrayList<>();
        for (Part.Kind kind : Part.Kind.values()) {
            parts.addAll(parts(object, kind, attributes, context));
        }
        attributes.finish();
        return object.withParts(parts);
    }

    private ObjectDefinition withFields(
            ObjectDefinition object, Attributes attributes, EditContext context) {
        Problems problems = context.problems();
        Map<String, FieldDefinition> fields = new LinkedHashMap<>();
        List<Deleted<FieldDefinition>> deleted =
                restoring ? context.store().deletedFields(tenant, object.id()) : List.of();
        int[] next = {object.nextFieldId()};
        if (object.plugin() != null) {
            kept(object.fields(), FieldDefinition::plugin).forEach(f -> fields.put(f.name(), f));
        }
        attributes.list(
                "fields",
                (node, at) -> {
                    FieldDefinition old = field(object, deleted, node);
                    if (old != null && old.plugin() != null) {
                        problems.add(
                                Pointers.at(at, "name"),
                                "not_unique",
                                "The plugin \"%s\" brought a field \"%s\" here"
                                        .formatted(old.plugin(), old.name()));
                        return node;
                    }
                    FieldDefinition field =
                            FieldDefinition.read(
                                    old == null ? next[0] : old.id(), null, node, at, problems);
                    if (field != null) {
                        next[0] = Math.max(next[0], field.id() + 1);
                        if (fields.put(field.name(), field) != null) {
                            problems.add(
                                    Pointers.at(at, "name"),
                                    "not_unique",
                                    "\"" + field.name() + "\" is in the package twice");
                        }
                        context.locate(EditContext.place(object, field), at);
                    }
                    return node;
                });
        if (rest == Rest.KEEP) {
            object.fields().forEach(field -> fields.putIfAbsent(field.name(), field));
        }
        return object.withFields(List.copyOf(fields.values())).withNextFieldId(next[0]);
    }

    private static @Nullable FieldDefinition field(
            ObjectDefinition object, List<Deleted<FieldDefinition>> deleted, JsonNode node) {
        String name = node.path("name").asText();
        FieldDefinition known = object.field(name);
        return known != null
                ? known
                : deleted.stream()
                        .map(Deleted::definition)
                        .filter(field ->
                                field.name().equals(name)
                                        && field.type().name().equals(node.path("type").asText()))
                        .findFirst()
                        .orElse(null);
    }

    /** Those that a plugin brought. */
    private static <T> List<T> kept(List<T> elements, Function<T, @Nullable String> plugin) {
        return elements.stream().filter(element -> plugin.apply(element) != null).toList();
    }

    private Collection<Part> parts(
            ObjectDefinition object, Part.Kind kind, Attributes attributes, EditContext context) {
        Problems problems = context.problems();
        Map<String, Part> parts = new LinkedHashMap<>();
        List<Part> ofKind = object.parts().stream().filter(part -> part.kind() == kind).toList();
        kept(ofKind, Part::plugin).forEach(part -> parts.put(part.name(), part));
        attributes.list(
                kind.plural(),
                (node, at) -> {
                    Part old = object.part(kind, node.path("name").asText());
                    if (old != null && old.plugin() != null) {
                        problems.add(
                                Pointers.at(at, "name"),
                                "not_unique",
                                "The plugin \"%s\" brought a %s \"%s\" here"
                                        .formatted(old.plugin(), kind.word(), old.name()));
                        return node;
                    }
                    Part part =
                            Part.read(
                                    kind,
                                    old == null ? context.nextPart() : old.id(),
                                    null,
                                    node,
                                    at,
                                    problems);
                    if (parts.put(part.name(), part) != null) {
                        problems.add(
                                Pointers.at(at, "name"),
                                "not_unique",
                                "\"" + part.name() + "\" is in the package twice");
                    }
                    context.locate(EditContext.place(object, part), at);
                    return node;
                });
        if (rest == Rest.KEEP) {
            ofKind.forEach(part -> parts.putIfAbsent(part.name(), part));
        }
        return parts.values();
    }

    private List<RoleDefinition> roles(TenantDefinition changed, EditContext context) {
        Map<String, RoleDefinition> roles = new LinkedHashMap<>();
        Set<String> named =
                wanted.roles().stream()
                        .map(role -> role.path("name").asText())
                        .collect(Collectors.toSet());
        for (RoleDefinition role : changed.roles().values()) {
            if (rest == Rest.KEEP || named.contains(role.name())) {
                roles.put(role.name(), role);
            }
        }
        for (int i = 0; i < wanted.roles().size(); i++) {
            ObjectNode json = wanted.roles().get(i);
            RoleDefinition old = changed.role(json.path("name").asText());
            Problems problems = new Problems();
            RoleDefinition role =
                    RoleDefinition.read(
                            old == null ? context.nextRole() : old.id(), changed, json, problems);
            String pointer = Pointers.at("/roles", i);
            problems.list().forEach(problem -> context.problems().add(problem.under(pointer)));
            context.locate(EditContext.place(role), pointer);
            roles.put(role.name(), old == null ? role : role.keeping(changed, old));
        }
        return List.copyOf(roles.values());
    }
}
