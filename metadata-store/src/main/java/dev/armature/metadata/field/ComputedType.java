package dev.armature.metadata.field;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/** A type whose values an expression over the record gives when they are read. */
public sealed interface ComputedType extends FieldType permits FormulaType, LookupType {

    /** The expression. */
    String expression();

    /** The same with its expression rewritten, after a field was renamed. */
    ComputedType withExpression(String rewritten);

    /** The attribute that a problem with the expression is shown at. */
    String expressionAttribute();

    @Override
    default @Nullable Object read(JsonNode json, Refusal refusal) {
        refusal.refuse("read_only_field", "The value is computed");
        return null;
    }

    @Override
    default boolean writable() {
        return false;
    }

    @Override
    default boolean stored() {
        return false;
    }
}
