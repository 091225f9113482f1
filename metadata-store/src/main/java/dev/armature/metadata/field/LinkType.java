package dev.armature.metadata.field;

/** A type whose values name records of an object by their ids: one, or a list. */
public sealed interface LinkType extends FieldType permits ReferenceType, ReferencesType {

    /** The name of the object whose records are named. */
    String target();

    /** The same type for an object that was renamed. */
    LinkType withTarget(String newTarget);
}
