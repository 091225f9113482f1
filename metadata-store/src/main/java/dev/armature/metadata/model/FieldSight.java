package dev.armature.metadata.model;

import dev.armature.metadata.definition.FieldRights;

/** How much somebody sees of a field's values. */
enum FieldSight {
    NONE,
    /** Their end. Nothing is found, ordered or computed by them. */
    MASKED,
    ALL;

    static FieldSight of(FieldRights rights) {
        if (!rights.read()) {
            return NONE;
        }
        return rights.mask() ? MASKED : ALL;
    }

    FieldSight or(FieldSight other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
