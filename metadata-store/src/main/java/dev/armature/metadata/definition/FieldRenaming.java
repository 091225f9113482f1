package dev.armature.metadata.definition;

/** What a field's new name means for one object that may use it. */
public interface FieldRenaming {

    /** The name of one of the object's own fields. */
    String own(String field);

    /** The text of one of its expressions. */
    String expression(String text);

    /** The name of a field of the object that one of its references points at. */
    String referenced(String reference, String field);
}
