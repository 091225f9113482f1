package dev.armature.metadata.model;

import dev.armature.metadata.definition.Counter;
import dev.armature.metadata.expression.CheckedExpression;
import dev.armature.metadata.expression.Expressions;
import dev.armature.metadata.expression.ValueType;
import dev.armature.metadata.field.AutoNumberType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How one auto-number counts.
 *
 * @param scope the fields whose values records of one count have in common
 * @param when what must be true of a record to be numbered; null to number it when it is made
 */
public record CompiledCounter(
        FieldModel field,
        AutoNumberType type,
        List<FieldModel> scope,
        @Nullable CheckedExpression when) {

    public CompiledCounter {
        scope = List.copyOf(scope);
    }

    /** The counters of all auto-numbers of an object, those that metadata says nothing of too. */
    static List<CompiledCounter> all(ObjectModel object) {
        List<CompiledCounter> counters = new ArrayList<>();
        for (FieldModel field : object.fields()) {
            if (field.type() instanceof AutoNumberType type) {
                counters.add(compile(object, field, type));
            }
        }
        return List.copyOf(counters);
    }

    private static CompiledCounter compile(
            ObjectModel object, FieldModel field, AutoNumberType type) {
        for (Counter counter : object.definition().options().counters()) {
            if (counter.field().equals(field.name())) {
                String when = counter.when();
                return new CompiledCounter(
                        field,
                        type,
                        counter.scope().stream().map(object::required).toList(),
                        when == null
                                ? null
                                : Expressions.check(
                                        when, object.scope(true), ValueType.Scalar.BOOLEAN));
            }
        }
        return new CompiledCounter(field, type, List.of(), null);
    }

    /** Whether both count the same records together. */
    public boolean countsLike(CompiledCounter other) {
        return field.id() == other.field.id() && Uniqueness.keysLike(scope, other.scope);
    }
}
