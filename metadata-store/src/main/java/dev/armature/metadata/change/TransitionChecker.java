package dev.armature.metadata.change;

import dev.armature.metadata.definition.Transition;
import dev.armature.metadata.definition.TransitionEnd;
import dev.armature.metadata.definition.Transitions;
import dev.armature.metadata.expression.Expressions;
import dev.armature.metadata.expression.ValueType;
import dev.armature.metadata.field.ReferenceType;
import dev.armature.metadata.field.SelectType;
import dev.armature.metadata.json.Pointers;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.problem.Problems;
import java.util.List;
import java.util.UUID;

/** Checks the transitions of one object: their field, their ends and what they ask for. */
final class TransitionChecker {

    private final ExpressionChecker names;
    private final ObjectModel object;
    private final Problems problems;
    private final String place;

    TransitionChecker(
            ExpressionChecker names, ObjectModel object, Problems problems, String place) {
        this.names = names;
        this.object = object;
        this.problems = problems;
        this.place = place;
    }

    void check(Transitions transitions) {
        FieldModel field = names.known(object, transitions.field(), place + "/field");
        if (field != null
                && !(field.type() instanceof SelectType)
                && !(field.type() instanceof ReferenceType)) {
            problems.add(
                    place + "/field", "not_allowed", "A select or a reference field is expected");
            return;
        }
        for (int i = 0; i < transitions.allow().size(); i++) {
            Transition transition = transitions.allow().get(i);
            String at = Pointers.at(place + "/allow", i);
            if (field != null) {
                ends(field, transition.from(), at + "/from");
                ends(field, transition.to(), at + "/to");
            }
            rest(transition, at);
        }
    }

    private void rest(Transition transition, String at) {
        String when = transition.when();
        if (when != null) {
            names.attempt(
                    at + "/when",
                    () -> Expressions.check(when, object.scope(true), ValueType.Scalar.BOOLEAN));
        }
        for (int i = 0; i < transition.require().size(); i++) {
            names.writable(object, transition.require().get(i), Pointers.at(at + "/require", i));
        }
    }

    private void ends(FieldModel field, List<TransitionEnd> ends, String at) {
        for (int i = 0; i < ends.size(); i++) {
            String pointer = ends.size() == 1 ? at : Pointers.at(at, i);
            switch (ends.get(i)) {
                case TransitionEnd.Any any -> {}
                case TransitionEnd.Value(String value) -> value(field, value, pointer);
                case TransitionEnd.Named named -> named(field, named, pointer);
            }
        }
    }

    private void value(FieldModel field, String value, String pointer) {
        List<String> options = field.property().options();
        if (options != null && !options.contains(value)) {
            problems.add(
                    pointer,
                    "unknown_option",
                    "\"" + value + "\" is not among " + String.join(", ", options));
        } else if (options == null && !isId(value)) {
            problems.add(
                    pointer,
                    "invalid_id",
                    "An id is expected, or a unique field of the record with its value");
        }
    }

    private static boolean isId(String value) {
        try {
            return UUID.fromString(value).toString().equals(value);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private void named(FieldModel field, TransitionEnd.Named named, String pointer) {
        if (!(field.property().type() instanceof ValueType.Reference reference)) {
            problems.add(pointer, "wrong_type", "An option is expected");
            return;
        }
        ObjectModel target = object.tenant().required(reference.objectId());
        FieldModel key = names.known(target, named.field(), Pointers.at(pointer, named.field()));
        if (key != null && (!key.definition().unique() || key.type() instanceof ReferenceType)) {
            problems.add(
                    Pointers.at(pointer, named.field()),
                    "not_allowed",
                    "\"" + named.field() + "\" is not unique, so it names no record");
        } else if (key != null) {
            key.type()
                    .readCell(
                            named.value(),
                            (code, message) ->
                                    problems.add(
                                            Pointers.at(pointer, named.field()), code, message));
        }
    }
}
