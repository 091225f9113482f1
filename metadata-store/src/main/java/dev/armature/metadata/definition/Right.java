package dev.armature.metadata.definition;

import java.util.Locale;

/** What somebody may do with the records of an object. */
public enum Right {
    READ,
    CREATE,
    UPDATE,
    DELETE,
    EXPORT,
    IMPORT,
    /** Many records with one request: bulk operations, and changes of all that a filter picks. */
    BULK;

    /** The right's word in JSON. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
