package dev.armature.metadata.model;

import dev.armature.metadata.definition.Transition;
import dev.armature.metadata.definition.TransitionEnd;
import dev.armature.metadata.definition.Transitions;
import dev.armature.metadata.expression.CheckedExpression;
import dev.armature.metadata.expression.Expressions;
import dev.armature.metadata.expression.ValueType;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A way that a field's value may take, with its checked condition. */
public record CompiledTransition(
        Transition definition,
        List<End> from,
        List<End> to,
        @Nullable CheckedExpression when,
        List<FieldModel> require) {

    /** Where it leads from or to. */
    public sealed interface End {

        /** Any value. */
        record Any() implements End {}

        /** One value, in its normal form. */
        record Value(Object value) implements End {}

        /** The referenced record with a key in a unique field. */
        record Named(int objectId, FieldModel field, String key) implements End {}
    }

    /**
     * All those of an object.
     *
     * @param field the field whose value takes them
     */
    public record Ways(FieldModel field, List<CompiledTransition> allow) {

        static Ways of(ObjectModel object, Transitions definition) {
            FieldModel field = object.required(definition.field());
            return new Ways(
                    field,
                    definition.allow().stream()
                            .map(transition -> compile(object, field, transition))
                            .toList());
        }

        /** Whether something is said about the value that a record begins with. */
        public boolean limitStart() {
            return allow.stream().anyMatch(way -> way.definition().isStart());
        }
    }

    private static CompiledTransition compile(
            ObjectModel object, FieldModel field, Transition definition) {
        String when = definition.when();
        return new CompiledTransition(
                definition,
                ends(object, field, definition.from()),
                ends(object, field, definition.to()),
                when == null
                        ? null
                        : Expressions.check(when, object.scope(true), ValueType.Scalar.BOOLEAN),
                definition.require().stream().map(object::required).toList());
    }

    private static List<End> ends(ObjectModel object, FieldModel field, List<TransitionEnd> ends) {
        return ends.stream().map(end -> end(object, field, end)).toList();
    }

    private static End end(ObjectModel object, FieldModel field, TransitionEnd end) {
        return switch (end) {
            case TransitionEnd.Any any -> new End.Any();
            case TransitionEnd.Value(String value) ->
                    new End.Value(
                            field.property().type() instanceof ValueType.Reference
                                    ? UUID.fromString(value)
                                    : value);
            case TransitionEnd.Named(String name, String value) -> {
                ObjectModel target =
                        object.tenant()
                                .required(
                                        ((ValueType.Reference) field.property().type()).objectId());
                FieldModel key = target.required(name);
                Object read = key.type().readCell(value, (code, message) -> {});
                yield new End.Named(
                        target.id(), key, read == null ? value : key.type().uniqueKey(read));
            }
        };
    }
}
