package dev.armature.metadata.model;

import dev.armature.metadata.definition.ImmutableWhen;
import dev.armature.metadata.expression.CheckedExpression;
import dev.armature.metadata.expression.Expressions;
import dev.armature.metadata.expression.ValueType;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * From when on a record stays as it is, with the checked condition.
 *
 * @param free the fields that can be changed nevertheless
 */
public record CompiledImmutability(
        CheckedExpression when, Set<FieldModel> free, @Nullable String code) {

    public CompiledImmutability {
        free = Set.copyOf(free);
    }

    static CompiledImmutability of(ObjectModel object, ImmutableWhen definition) {
        return new CompiledImmutability(
                Expressions.check(definition.when(), object.scope(false), ValueType.Scalar.BOOLEAN),
                definition.free().stream().map(object::required).collect(Collectors.toSet()),
                definition.code());
    }
}
