package dev.armature.engine.access;

import dev.armature.metadata.expression.ValueType;
import dev.armature.metadata.model.FieldModel;
import org.jspecify.annotations.Nullable;

/**
 * What is shown of a masked value: the last four characters of a text that is long enough for them
 * not to be most of it, and of anything else nothing.
 */
public final class Mask {

    private static final String HIDDEN = "••••";
    private static final int SHOWN = 4;
    private static final int LONG_ENOUGH = 8;

    private Mask() {}

    /** What is shown of a field's value; null of none, and of all but texts. */
    public static @Nullable String shown(FieldModel field, @Nullable Object value) {
        if (!(value instanceof String text) || field.property().type() != ValueType.Scalar.TEXT) {
            return null;
        }
        int length = text.codePointCount(0, text.length());
        return length < LONG_ENOUGH
                ? HIDDEN
                : HIDDEN + text.substring(text.offsetByCodePoints(text.length(), -SHOWN));
    }
}
