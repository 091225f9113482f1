package dev.armature.metadata.change;

import dev.armature.metadata.definition.FieldDefinition;
import dev.armature.metadata.definition.ObjectDefinition;
import dev.armature.metadata.definition.Part;
import dev.armature.metadata.definition.RoleDefinition;

/** One row's worth of a change of metadata. */
public sealed interface ChangeStep {

    /**
     * Stores an object's attributes, for the first time or again. Its fields and parts have steps
     * of their own.
     */
    record PutObject(ObjectDefinition object, int position, boolean isNew) implements ChangeStep {}

    /** Marks an object deleted; its fields, parts and records stay for a restore. */
    record RemoveObject(ObjectDefinition object) implements ChangeStep {}

    /** Stores a field, for the first time or again. */
    record PutField(ObjectDefinition object, FieldDefinition field, int position, boolean isNew)
            implements ChangeStep {}

    /** Marks a field deleted; the values in records stay for a restore. */
    record RemoveField(ObjectDefinition object, FieldDefinition field) implements ChangeStep {}

    /** Stores a part, for the first time or again. */
    record PutPart(ObjectDefinition object, Part part, int position, boolean isNew)
            implements ChangeStep {}

    /** Marks a part deleted. */
    record RemovePart(ObjectDefinition object, Part part) implements ChangeStep {}

    /** Stores a role, for the first time or again. */
    record PutRole(RoleDefinition role, boolean isNew) implements ChangeStep {}

    /** Marks a role deleted. */
    record RemoveRole(RoleDefinition role) implements ChangeStep {}

    /** What the step does, in one line for the log of changes. */
    default String describe() {
        return switch (this) {
            case PutObject put ->
                    (put.isNew() ? "create object " : "change object ") + put.object().name();
            case RemoveObject remove -> "delete object " + remove.object().name();
            case PutField put ->
                    (put.isNew() ? "create field " : "change field ")
                            + path(put.object(), put.field().name());
            case RemoveField remove ->
                    "delete field " + path(remove.object(), remove.field().name());
            case PutPart put ->
                    (put.isNew() ? "create " : "change ")
                            + put.part().kind().word()
                            + " "
                            + path(put.object(), put.part().name());
            case RemovePart remove ->
                    "delete "
                            + remove.part().kind().word()
                            + " "
                            + path(remove.object(), remove.part().name());
            case PutRole put -> (put.isNew() ? "create role " : "change role ") + put.role().name();
            case RemoveRole remove -> "delete role " + remove.role().name();
        };
    }

    private static String path(ObjectDefinition object, String name) {
        return object.name() + "." + name;
    }
}
