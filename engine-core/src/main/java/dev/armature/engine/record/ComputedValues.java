package dev.armature.engine.record;

import dev.armature.metadata.field.AttachmentType;
import dev.armature.metadata.field.Values;
import dev.armature.metadata.model.FieldModel;
import java.time.DateTimeException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Values that expressions compute for fields: they pass the same checks as values from outside. */
public final class ComputedValues {

    private ComputedValues() {}

    /** Computes a value and gives it to the field, or reports at the field why it does not fit. */
    public static void set(Draft draft, FieldModel field, Supplier<@Nullable Object> computation) {
        try {
            Object value = computation.get();
            draft.set(field, value == null ? null : normal(draft, field, value));
        } catch (ArithmeticException | DateTimeException e) {
            draft.problem(field, "out_of_range", "The computed value is out of range");
        }
    }

    private static @Nullable Object normal(Draft draft, FieldModel field, Object value) {
        Object read =
                field.read(
                        Values.toJson(value),
                        (code, message) -> draft.problem(field, code, message));
        // A file that is computed is known already; what comes after reads it whole.
        return read != null && field.type() instanceof AttachmentType ? value : read;
    }
}
