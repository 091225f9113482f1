package dev.armature.metadata.definition;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * All metadata of one tenant at one version.
 *
 * @param version counts the tenant's published changes
 * @param objects by name, in the order in which they are shown
 * @param roles by name, the oldest first; without those that every tenant has
 */
public record TenantDefinition(
        long version, Map<String, ObjectDefinition> objects, Map<String, RoleDefinition> roles) {

    public TenantDefinition {
        objects = Collections.unmodifiableMap(new LinkedHashMap<>(objects));
        roles = Collections.unmodifiableMap(new LinkedHashMap<>(roles));
    }

    /** A definition without roles. */
    public TenantDefinition(long version, Map<String, ObjectDefinition> objects) {
        this(version, objects, Map.of());
    }

    /** A definition of these objects. */
    public static TenantDefinition of(long version, Iterable<ObjectDefinition> objects) {
        Map<String, ObjectDefinition> byName = new LinkedHashMap<>();
        objects.forEach(object -> byName.put(object.name(), object));
        return new TenantDefinition(version, byName);
    }

    private TenantDefinition with(Iterable<ObjectDefinition> others) {
        return new TenantDefinition(version, of(version, others).objects, roles);
    }

    /** The same with these roles. */
    public TenantDefinition withRoles(Iterable<RoleDefinition> others) {
        Map<String, RoleDefinition> byName = new LinkedHashMap<>();
        others.forEach(role -> byName.put(role.name(), role));
        return new TenantDefinition(version, objects, byName);
    }

    /** The same with one role added, or put in place of the one with its id. */
    public TenantDefinition with(RoleDefinition role) {
        List<RoleDefinition> changed = new ArrayList<>(roles.values());
        changed.removeIf(other -> other.id() == role.id());
        changed.add(role);
        changed.sort(Comparator.comparingInt(RoleDefinition::id));
        return withRoles(changed);
    }

    /** The same as it is at a version. */
    public TenantDefinition at(long other) {
        return new TenantDefinition(other, objects, roles);
    }

    public @Nullable RoleDefinition role(String name) {
        return roles.get(name);
    }

    /** The object with a number, or null. */
    public @Nullable ObjectDefinition object(int id) {
        return objects.values().stream()
                .filter(object -> object.id() == id)
                .findFirst()
                .orElse(null);
    }

    public @Nullable ObjectDefinition object(String name) {
        return objects.get(name);
    }

    /** The same with one object added, or put in place of the one with its id. */
    public TenantDefinition with(ObjectDefinition object) {
        List<ObjectDefinition> changed = new ArrayList<>(objects.values());
        for (int i = 0; i < changed.size(); i++) {
            if (changed.get(i).id() == object.id()) {
                changed.set(i, object);
                return with(changed);
            }
        }
        changed.add(object);
        return with(changed);
    }

    public TenantDefinition without(String objectName) {
        return with(
                objects.values().stream()
                        .filter(object -> !object.name().equals(objectName))
                        .toList());
    }

    /** The same with each object passed through a function. */
    public TenantDefinition map(UnaryOperator<ObjectDefinition> change) {
        return with(objects.values().stream().map(change).toList());
    }
}
