package dev.armature.metadata.model;

import com.fasterxml.jackson.databind.JsonNode;
import dev.armature.metadata.definition.FieldDefinition;
import dev.armature.metadata.expression.CheckedExpression;
import dev.armature.metadata.expression.Property;
import dev.armature.metadata.field.FieldType;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A field, ready for use. */
public final class FieldModel {

    private final FieldDefinition definition;
    private final FieldType type;
    private final Property property;
    private final String key;
    private final @Nullable Supplier<CheckedExpression> defaultValue;
    private final @Nullable Supplier<CheckedExpression> formula;
    private final @Nullable Supplier<Rollup> rollup;

    FieldModel(
            FieldDefinition definition,
            FieldType type,
            Property property,
            @Nullable Supplier<CheckedExpression> defaultValue,
            @Nullable Supplier<CheckedExpression> formula,
            @Nullable Function<FieldModel, Rollup> rollup) {
        this.definition = definition;
        this.type = type;
        this.property = property;
        this.key = Integer.toString(definition.id());
        this.defaultValue = defaultValue;
        this.formula = formula;
        this.rollup = rollup == null ? null : new Lazy<>(() -> rollup.apply(this));
    }

    public int id() {
        return definition.id();
    }

    public String name() {
        return definition.name();
    }

    public FieldDefinition definition() {
        return definition;
    }

    /** Its type, which knows by now whatever it has from other fields. */
    public FieldType type() {
        return type;
    }

    /** Takes a value from outside, as its type does; of a sensitive one no refusal repeats any. */
    public @Nullable Object read(JsonNode json, FieldType.Refusal refusal) {
        return type.read(
                json, (code, message) -> refusal.refuse(code, definition.message(message)));
    }

    public Property property() {
        return property;
    }

    /** The key of its values in a stored record's JSON. */
    public String key() {
        return key;
    }

    /** The expression of its default, or null. */
    public @Nullable CheckedExpression defaultValue() {
        return defaultValue == null ? null : defaultValue.get();
    }

    /** The expression that computes it, or null when it is stored. */
    public @Nullable CheckedExpression formula() {
        return formula == null ? null : formula.get();
    }

    /** The figure over other records that it keeps, or null when it is no rollup. */
    public @Nullable Rollup rollup() {
        return rollup == null ? null : rollup.get();
    }

    @Override
    public String toString() {
        return name();
    }
}
