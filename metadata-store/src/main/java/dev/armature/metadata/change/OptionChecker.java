package dev.armature.metadata.change;

import dev.armature.metadata.definition.Acyclic;
import dev.armature.metadata.definition.CombinedIndex;
import dev.armature.metadata.definition.Counter;
import dev.armature.metadata.definition.ImmutableWhen;
import dev.armature.metadata.definition.Invariant;
import dev.armature.metadata.definition.ObjectOptions;
import dev.armature.metadata.definition.Transitions;
import dev.armature.metadata.definition.UniqueTogether;
import dev.armature.metadata.expression.Expression;
import dev.armature.metadata.expression.Expressions;
import dev.armature.metadata.expression.ValueType;
import dev.armature.metadata.field.AutoNumberType;
import dev.armature.metadata.field.BooleanType;
import dev.armature.metadata.field.ReferenceType;
import dev.armature.metadata.json.Pointers;
import dev.armature.metadata.model.CompiledInvariant;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.problem.Problems;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Checks the options of one object: the fields that they name, and their expressions. */
final class OptionChecker {

    private final ExpressionChecker names;
    private final ObjectModel object;
    private final ObjectOptions options;
    private final Problems problems;
    private final String place;

    OptionChecker(ExpressionChecker names, ObjectModel object, Problems problems) {
        this.names = names;
        this.object = object;
        this.options = object.definition().options();
        this.problems = problems;
        this.place = EditContext.place(object.definition());
    }

    void check() {
        List<UniqueTogether> together = options.uniqueTogether();
        for (int i = 0; i < together.size(); i++) {
            check(together.get(i), Pointers.at(place + "/" + UniqueTogether.ATTRIBUTE, i));
        }
        ImmutableWhen immutable = options.immutableWhen();
        if (immutable != null) {
            check(immutable, place + "/" + ImmutableWhen.ATTRIBUTE);
        }
        Transitions transitions = options.transitions();
        if (transitions != null) {
            String at = place + "/" + Transitions.ATTRIBUTE;
            new TransitionChecker(names, object, problems, at).check(transitions);
        }
        Acyclic acyclic = options.acyclic();
        if (acyclic != null) {
            check(acyclic, place + "/" + Acyclic.ATTRIBUTE);
        }
        counters(options.counters(), place + "/" + Counter.ATTRIBUTE);
        invariants(options.invariants(), place + "/" + Invariant.ATTRIBUTE);
        for (int i = 0; i < options.indexes().size(); i++) {
            check(options.indexes().get(i), Pointers.at(place + "/" + CombinedIndex.ATTRIBUTE, i));
        }
    }

    private void check(CombinedIndex index, String at) {
        for (int i = 0; i < index.fields().size(); i++) {
            String pointer = Pointers.at(at, i);
            FieldModel field = names.known(object, index.fields().get(i), pointer);
            if (field != null && !(field.type().stored() && field.type().column().isOrdered())) {
                problems.add(
                        pointer,
                        "not_allowed",
                        "Values of type "
                                + field.type().name()
                                + " have no place in an index over several fields");
            }
        }
    }

    private void check(UniqueTogether together, String at) {
        for (int i = 0; i < together.fields().size(); i++) {
            comparable(together.fields().get(i), together.fieldPointer(at, i));
        }
        String when = together.when();
        if (when != null) {
            names.attempt(at + "/when", () -> ownValuesAlone(when, at + "/when"));
        }
    }

    private void check(ImmutableWhen immutable, String at) {
        String when = immutable.whenPointer(at);
        names.attempt(
                when,
                () ->
                        Expressions.check(
                                immutable.when(), object.scope(false), ValueType.Scalar.BOOLEAN));
        for (int i = 0; i < immutable.free().size(); i++) {
            names.writable(object, immutable.free().get(i), Pointers.at(at + "/free", i));
        }
    }

    private void check(Acyclic acyclic, String at) {
        for (int i = 0; i < acyclic.fields().size(); i++) {
            String pointer = acyclic.fieldPointer(at, i);
            FieldModel field = names.known(object, acyclic.fields().get(i), pointer);
            boolean toItself =
                    field != null
                            && field.type() instanceof ReferenceType type
                            && type.target().equals(object.name());
            if (field != null && !toItself) {
                problems.add(
                        pointer,
                        "not_allowed",
                        "A reference to \"" + object.name() + "\" itself is expected");
            }
        }
    }

    private void counters(List<Counter> counters, String at) {
        Set<String> counted = new HashSet<>();
        for (int i = 0; i < counters.size(); i++) {
            Counter counter = counters.get(i);
            String pointer = Pointers.at(at, i);
            FieldModel field = names.known(object, counter.field(), pointer + "/field");
            if (field != null && !(field.type() instanceof AutoNumberType)) {
                problems.add(pointer + "/field", "not_allowed", "An autoNumber is expected");
            } else if (field != null && !counted.add(counter.field())) {
                problems.add(
                        pointer + "/field",
                        "not_unique",
                        "\"" + counter.field() + "\" is counted already");
            }
            for (int j = 0; j < counter.scope().size(); j++) {
                comparable(counter.scope().get(j), Pointers.at(pointer + "/scope", j));
            }
            String when = counter.when();
            if (when != null) {
                names.attempt(
                        pointer + "/when",
                        () ->
                                Expressions.check(
                                        when, object.scope(true), ValueType.Scalar.BOOLEAN));
            }
        }
    }

    private void invariants(List<Invariant> invariants, String at) {
        Set<String> taken = new HashSet<>();
        for (int i = 0; i < invariants.size(); i++) {
            Invariant invariant = invariants.get(i);
            String pointer = Pointers.at(at, i);
            if (!taken.add(invariant.name())) {
                problems.add(
                        pointer + "/name",
                        "not_unique",
                        "There is an invariant \"" + invariant.name() + "\" already");
            }
            names.attempt(
                    pointer + "/expression",
                    () ->
                            names.ownValues(
                                    CompiledInvariant.check(object, invariant),
                                    pointer + "/expression"));
        }
    }

    /** A field whose values can be told apart by keys. */
    private void comparable(String name, String pointer) {
        FieldModel field = names.known(object, name, pointer);
        if (field != null
                && !field.type().canBeUnique()
                && !(field.type() instanceof BooleanType)) {
            problems.add(
                    pointer,
                    "not_allowed",
                    "A field of type " + field.type().name() + " is not compared");
        }
    }

    /**
     * What is unique is kept up to date by writes of the record itself, so the condition may not
     * look at anything that changes without one.
     */
    private void ownValuesAlone(String when, String at) {
        boolean[] strange = new boolean[1];
        Expressions.check(when, object.scope(false), ValueType.Scalar.BOOLEAN)
                .root()
                .visit(node -> strange[0] |= isStrange(node));
        if (strange[0]) {
            problems.add(
                    at,
                    "not_allowed",
                    "The condition may use the values that the record itself is given, not"
                            + " formulas, other records, the user or the time");
        }
    }

    private boolean isStrange(Expression node) {
        if (node instanceof Expression.Read read) {
            FieldModel field = object.field(read.path().getFirst().fieldId());
            return read.path().size() > 1 || field == null || !field.type().writable();
        }
        return node instanceof Expression.Ambient || node instanceof Expression.Exists;
    }
}
