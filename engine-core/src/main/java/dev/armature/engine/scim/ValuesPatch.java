package dev.armature.engine.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.json.Json;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A change of an attribute with several values.
 *
 * @param part which part of the values is meant, or null for the whole
 * @param filter which values, or null for all
 */
record ValuesPatch(Attribute attribute, @Nullable Attribute part, @Nullable Filter filter) {

    void apply(ObjectNode holder, Patch.Operation operation) {
        ArrayNode values = holder.withArrayProperty(attribute.name());
        if (filter == null && part == null) {
            applyToAll(holder, values, operation);
        } else {
            applyToSome(values, operation);
        }
        if (values.isEmpty()) {
            holder.remove(attribute.name());
        }
    }

    private void applyToAll(ObjectNode holder, ArrayNode values, Patch.Operation operation) {
        JsonNode given = operation.value();
        switch (operation.kind()) {
            case REMOVE -> remove(values, given);
            case REPLACE -> {
                JsonNode value = Patch.value(attribute, operation);
                values.removeAll();
                if (value instanceof ArrayNode several) {
                    values.addAll(several);
                }
                holder.set(attribute.name(), values);
            }
            case ADD -> {
                if (Patch.value(attribute, operation) instanceof ArrayNode several) {
                    Set<String> there = Patch.keys(values);
                    several.forEach(one -> {
                        if (there.add(Patch.key(one))) {
                            values.add(one);
                        }
                    });
                }
            }
        }
    }

    // Entra ID names what it removes in the value.
    private void remove(ArrayNode values, @Nullable JsonNode given) {
        JsonNode named = given == null ? null : Canonical.value(attribute, given);
        if (named == null || named.isEmpty()) {
            values.removeAll();
            return;
        }
        Set<String> gone = Patch.keys(named);
        values.removeIf(value -> gone.contains(Patch.key(value)));
    }

    private void applyToSome(ArrayNode values, Patch.Operation operation) {
        Set<JsonNode> meant = Collections.newSetFromMap(new IdentityHashMap<>());
        FilterMatch match = new FilterMatch(attribute);
        values.forEach(value -> {
            if (value instanceof ObjectNode object
                    && (filter == null || match.of(filter, object))) {
                meant.add(object);
            }
        });
        if (operation.kind() == Patch.Kind.REMOVE && part == null) {
            values.removeIf(meant::contains);
            return;
        }
        if (meant.isEmpty()) {
            ObjectNode fresh = fresh(operation);
            values.add(fresh);
            meant.add(fresh);
        }
        meant.forEach(value -> set((ObjectNode) value, operation));
    }

    /** One that the filter would have found, which is added where there is none. */
    private ObjectNode fresh(Patch.Operation operation) {
        if (operation.kind() != Patch.Kind.ADD) {
            throw new ScimRefusal(
                    ScimType.NO_TARGET,
                    "\"" + attribute.name() + "\" has no value that the filter finds");
        }
        ObjectNode fresh = Json.object();
        if (filter instanceof Filter.Compare compare
                && compare.operator() == Filter.Operator.EQ
                && compare.value() instanceof String text) {
            Attribute sub = attribute.sub(compare.path().name());
            if (sub != null) {
                fresh.put(sub.name(), text);
            }
        }
        return fresh;
    }

    private void set(ObjectNode value, Patch.Operation operation) {
        if (part == null) {
            JsonNode given = operation.value();
            if (given instanceof ObjectNode object
                    && Canonical.value(attribute, object) instanceof ArrayNode several
                    && !several.isEmpty()) {
                value.setAll((ObjectNode) several.get(0));
            }
            return;
        }
        JsonNode given = Patch.value(part, operation);
        if (given == null) {
            value.remove(part.name());
        } else {
            value.set(part.name(), given);
        }
    }
}
