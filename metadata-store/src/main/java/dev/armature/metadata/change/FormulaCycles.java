package dev.armature.metadata.change;

import dev.armature.metadata.expression.CheckedExpression;
import dev.armature.metadata.expression.Expression;
import dev.armature.metadata.expression.Property;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.model.TenantModel;
import dev.armature.metadata.problem.Problems;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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
        CheckedExpression formula = field.formula();
        if (formula == null) {
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
        formula.root()
                .visit(node -> size[0] = Math.min(MAX_EXPANDED_SIZE + 1, size[0] + nodeSize(node)));
        path.pop();
        sizes.put(field, size[0]);
        if (size[0] > MAX_EXPANDED_SIZE) {
            problems.add(
                    EditContext.place(object.definition(), field.definition()) + "/expression",
                    "formula_too_large",
                    "With the formulas it uses written out, it has more than "
                            + MAX_EXPANDED_SIZE
                            + " parts");
        }
        return size[0];
    }

    private int nodeSize(Expression node) {
        if (!(node instanceof Expression.Path read)) {
            return 1;
        }
        Property last = read.path().getLast();
        ObjectModel owner = model.required(last.objectId());
        FieldModel field = owner.field(last.fieldId());
        return field == null ? 1 : size(owner, field);
    }

    private void report(ObjectModel object, FieldModel field) {
        List<String> names = new ArrayList<>();
        for (FieldModel step : path) {
            names.addFirst(step.name());
            if (step.equals(field)) {
                break;
            }
        }
        names.add(field.name());
        problems.add(
                EditContext.place(object.definition(), field.definition()) + "/expression",
                "formula_cycle",
                "The formulas lead back to themselves: " + String.join(" → ", names));
    }
}
