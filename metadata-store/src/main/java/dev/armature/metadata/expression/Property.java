package dev.armature.metadata.expression;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A field as expressions see it.
 *
 * @param objectId the object it belongs to
 * @param fieldId the field's number within its object; system fields have negative ones
 * @param options the texts it can hold, or null when any
 */
public record Property(
        int objectId, int fieldId, String name, ValueType type, @Nullable List<String> options) {

    /** The number under which an expression's uses have the object itself, where it is named. */
    public static final int OBJECT = 0;

    public Property {
        options = options == null ? null : List.copyOf(options);
    }
}
