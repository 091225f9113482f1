package dev.armature.metadata.definition;

import java.util.ArrayList;
import java.util.Collections;
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
 */
public record TenantDefinition(long version, Map<String, ObjectDefinition> objects) {

    public TenantDefinition {
        objects = Collections.unmodifiableMap(new LinkedHashMap<>(objects));
    }

    /** A definition of these objects. */
    public static TenantDefinition of(long version, Iterable<ObjectDefinition> objects) {
        Map<String, ObjectDefinition> byName = new LinkedHashMap<>();
        objects.forEach(object -> byName.put(object.name(), object));
        return new TenantDefinition(version, byName);
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
                return of(version, changed);
            }
        }
        changed.add(object);
        return of(version, changed);
    }

    public TenantDefinition without(String objectName) {
        return of(
                version,
                objects.values().stream()
                        .filter(object -> !object.name().equals(objectName))
                        .toList());
    }

    /** The same with each object passed through a function. */
    public TenantDefinition map(UnaryOperator<ObjectDefinition> change) {
        return of(version, objects.values().stream().map(change).toList());
    }
}
