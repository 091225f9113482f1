package dev.armature.metadata.change;

import dev.armature.metadata.expression.CheckedExpression;
import dev.armature.metadata.expression.Expression;
import dev.armature.metadata.expression.Property;
import dev.armature.metadata.field.ComputedType;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.model.Rollup;
import dev.armature.metadata.model.TenantModel;
import dev.armature.metadata.problem.Problems;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Refuses formulas that lead back to themselves, also by way of other objects, and formulas that
 * grow out of bounds because each is written into those that use it.
 */
final class FormulaCycles {

    /** How many nodes a formula may have with all formulas written out that it uses. */
    static final int MAX_EXPANDED_SIZE = 2_000;

    private final TenantModel model;
    private final Problems problems;
    private final Map<FieldModel, Integer> sizes = new HashMap<>();
    private final Deque<FieldModel> path = new ArrayDeque<>();

    private FormulaCycles(TenantModel model, Problems problems) {
        this.model = model;
        this.problems = problems;
    }

    static void check(TenantModel model, Problems problems) {
        if (!problems.isEmpty()) {
            return;
        }
        FormulaCycles cycles = new FormulaCycles(model, problems);
        for (ObjectModel object : model.objects()) {
            for (FieldModel field : object.fields()) {
                cycles.size(object, field);
            }
        }
    }

    private int size(ObjectModel object, FieldModel field) {
        Expression computation = computation(field);
        if (computation == null) {
            return 1;
        }
        Integer known = sizes.get(field);
        if (known != null) {
            return known;
        }
        if (path.contains(field)) {
            report(object, field);
            return 1;
        }
        path.push(field);
        int[] size = {0};
        computation.visit(
                node -> size[0] = Math.min(MAX_EXPANDED_SIZE + 1, size[0] + nodeSize(node)));
        path.pop();
        // A rollup is stored, and so stands for itself where it is used.
        sizes.put(field, field.rollup() == null ? size[0] : 1);
        if (size[0] > MAX_EXPANDED_SIZE) {
            problems.add(
                    place(object, field),
                    "formula_too_large",
                    "With the formulas it uses written out, it has more than "
                            + MAX_EXPANDED_SIZE
                            + " parts");
        }
        return size[0];
    }

    private static @Nullable Expression computation(FieldModel field) {
        Rollup rollup = field.rollup();
        CheckedExpression formula = field.formula();
        if (rollup != null) {
            return rollup.aggregate();
        }
        return formula == null ? null : formula.root();
    }

    private int nodeSize(Expression node) {
        if (!(node instanceof Expression.Path read)) {
            return 1;
        }
        // References on the way can be computed too: those that are looked up.
        int size = 0;
        for (Property property : read.path()) {
            ObjectModel owner = model.required(property.objectId());
            FieldModel field = owner.field(property.fieldId());
            boolean last = property.equals(read.path().getLast());
            if (field != null && computation(field) != null) {
                size += size(owner, field);
            } else if (last) {
                size++;
            }
        }
        return size;
    }

    private static String place(ObjectModel object, FieldModel field) {
        String place = EditContext.place(object.definition(), field.definition());
        if (field.rollup() != null) {
            return place + "/of";
        }
        return field.type() instanceof ComputedType computed
                ? place + "/" + computed.expressionAttribute()
                : place;
    }

    private void report(ObjectModel object, FieldModel field) {
        List<String> names = new ArrayList<>();
        for (FieldModel step : path) {
            names.addFirst(fullName(step));
            if (step.equals(field)) {
                break;
            }
        }
        names.add(fullName(field));
        problems.add(
                place(object, field),
                "formula_cycle",
                "The formulas lead back to themselves: " + String.join(" → ", names));
    }

    // The way may lead through several objects, which may have fields of one name.
    private String fullName(FieldModel field) {
        return model.required(field.property().objectId()).name() + "." + field.name();
    }
}
