package dev.armature.metadata.expression;

import org.jspecify.annotations.Nullable;

/** Where an evaluation takes its values from. */
public interface Bindings {

    /** The value at the end of a path of fields; null when any step has none. */
    @Nullable Object read(Expression.Read read);

    Environment environment();
}
