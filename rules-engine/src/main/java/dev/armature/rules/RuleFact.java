package dev.armature.rules;

import dev.armature.metadata.expression.Bindings;
import dev.armature.metadata.expression.Property;
import org.jspecify.annotations.Nullable;

/**
 * The record that rules look at, at the time they look. Serves one thread; what it answers changes
 * only while {@link Firing#fired} runs.
 */
public interface RuleFact {

    /**
     * The current value of a stored field of the record, in its normal form (numbers without
     * trailing zeros); null when it has none. Asked for the object's own fields only, never for
     * formulas and system fields. Agrees with what {@link #bindings()} read.
     */
    @Nullable Object value(Property property);

    /**
     * Everything that a condition can read: also formulas, references, the image before, the user.
     */
    Bindings bindings();
}
