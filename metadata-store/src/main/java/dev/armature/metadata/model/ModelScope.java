package dev.armature.metadata.model;

import dev.armature.metadata.expression.Property;
import dev.armature.metadata.expression.Scope;
import dev.armature.metadata.expression.ValueType;
import dev.armature.metadata.field.ReferenceType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The scope of an object's records. */
record ModelScope(ObjectModel object, boolean hasOld, boolean hasChildren) implements Scope {

    @Override
    public int objectId() {
        return object.id();
    }

    @Override
    public @Nullable Property property(int objectId, String name) {
        ObjectModel owner = object.tenant().object(objectId);
        return owner == null ? null : owner.property(name);
    }

    @Override
    public @Nullable Children children(String name, String reference) {
        ObjectModel children = object.tenant().object(name);
        FieldModel field = children == null ? null : children.field(reference);
        boolean leadsHere =
                field != null
                        && field.type() instanceof ReferenceType
                        && field.property().type() instanceof ValueType.Reference target
                        && target.objectId() == object.id();
        return children == null || field == null || !leadsHere
                ? null
                : new Children(
                        new Property(
                                children.id(), Property.OBJECT, name, ValueType.Scalar.NULL, null),
                        field.property(),
                        children.scope(false));
    }

    @Override
    public Collection<String> names(int objectId) {
        List<String> names = new ArrayList<>();
        ObjectModel owner = object.tenant().object(objectId);
        if (owner != null) {
            owner.fields().forEach(field -> names.add(field.name()));
        }
        for (SystemField field : SystemField.values()) {
            names.add(field.fieldName());
        }
        return names;
    }
}
