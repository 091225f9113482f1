package dev.armature.metadata.expression;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An expression's text with what the check made of it.
 *
 * @param uses where fields are named in the text, in order; a rename rewrites these places
 */
public record CheckedExpression(String text, Expression root, List<Use> uses) {

    /**
     * A field named in the text.
     *
     * @param offset where its name begins, in UTF-16 units
     */
    public record Use(int offset, Property property) {}

    public CheckedExpression {
        uses = List.copyOf(uses);
    }

    public @Nullable Object evaluate(Bindings bindings) {
        return Evaluator.evaluate(root, bindings);
    }

    /** Whether the expression, a condition, is true. */
    public boolean holds(Bindings bindings) {
        return Evaluator.holds(root, bindings);
    }

    /** The text with another name for one field. */
    public String renamed(int objectId, int fieldId, String newName) {
        StringBuilder rewritten = new StringBuilder(text);
        for (Use use : uses.reversed()) {
            Property property = use.property();
            if (property.objectId() == objectId && property.fieldId() == fieldId) {
                rewritten.replace(use.offset(), use.offset() + property.name().length(), newName);
            }
        }
        return rewritten.toString();
    }
}
