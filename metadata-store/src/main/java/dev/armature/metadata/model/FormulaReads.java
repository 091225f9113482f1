package dev.armature.metadata.model;

import dev.armature.metadata.expression.CheckedExpression;
import dev.armature.metadata.expression.Expression;
import dev.armature.metadata.expression.Property;
import dev.armature.metadata.field.LookupType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a formula reads, with the formulas and lookups that it uses written out: which fields of its
 * own record, and which of the records that its references lead to.
 */
public final class FormulaReads {

    /**
     * How many references one path may have, with lookups and formulas written out, for the value
     * to be stored.
     */
    public static final int MAX_STEPS = 5;

    /** How many paths of references a formula may walk for its value to be stored. */
    public static final int MAX_PATHS = 16;

    private final TenantModel model;
    private final Map<List<Property>, Set<Integer>> reads = new LinkedHashMap<>();
    private final List<Object> meaning = new ArrayList<>();
    private boolean fixed = true;

    private FormulaReads(TenantModel model) {
        this.model = model;
    }

    static FormulaReads of(ObjectModel owner, FieldModel formula) {
        FormulaReads found = new FormulaReads(owner.tenant());
        found.formula(formula, List.of());
        return found;
    }

    /** The numbers of the fields that are read, by the references that lead to their records. */
    public Map<List<Property>, Set<Integer>> byPath() {
        return reads;
    }

    /**
     * What the values rest on beside those of stored fields: as long as it is the same, so are the
     * values.
     */
    public List<Object> meaning() {
        return meaning;
    }

    /** Whether other records are read. */
    public boolean isFar() {
        return reads.keySet().stream().anyMatch(path -> !path.isEmpty());
    }

    /** Whether neither the user nor the time nor its zone decide the value. */
    public boolean isFixed() {
        return fixed;
    }

    /**
     * Whether the value can be stored, since nothing changes it but writes of the records that it
     * reads: neither the user nor the time nor its zone decide it, nor who wrote its own record and
     * when, and its paths are few and short enough to be followed back.
     */
    public boolean isStorable() {
        return fixed
                && reads.size() <= MAX_PATHS + 1
                && reads.getOrDefault(List.of(), Set.of()).stream().allMatch(field -> field > 0)
                && reads.keySet().stream().allMatch(FormulaReads::isFollowed);
    }

    // A record's id is a reference to itself, which no link repeats.
    private static boolean isFollowed(List<Property> path) {
        return path.size() <= MAX_STEPS && path.stream().allMatch(step -> step.fieldId() > 0);
    }

    private void formula(FieldModel field, List<Property> base) {
        meaning.add(field.definition().type());
        visit(Objects.requireNonNull(field.formula()).root(), base, Map.of());
    }

    private void visit(
            Expression node, List<Property> base, Map<String, List<Property>> variables) {
        if (node instanceof Expression.Exists exists) {
            exists(exists, base, variables);
        } else if (node instanceof Expression.Path path) {
            read(path.path(), start(path, base, variables));
        } else {
            fixed &=
                    !(node instanceof Expression.Ambient)
                            && !(node instanceof Expression.Aggregate)
                            && !OwnValues.asksTheTimeZone(node);
            node.parts().forEach(part -> visit(part, base, variables));
        }
    }

    private static List<Property> start(
            Expression.Path path, List<Property> base, Map<String, List<Property>> variables) {
        return path instanceof Expression.Element element
                ? Objects.requireNonNull(variables.get(element.variable()))
                : base;
    }

    private void exists(
            Expression.Exists exists, List<Property> base, Map<String, List<Property>> variables) {
        if (!(exists.list() instanceof Expression.Path list)) {
            fixed = false;
            return;
        }
        Map<String, List<Property>> further = new HashMap<>(variables);
        List<Property> elements = read(list.path(), start(list, base, variables));
        // Whether they are there matters even where nothing of them is read.
        reads.computeIfAbsent(elements, none -> new HashSet<>());
        further.put(exists.variable(), elements);
        visit(exists.condition(), base, further);
    }

    /**
     * Notes what a path reads.
     *
     * @return the path from the formula's own record on, with lookups written out
     */
    private List<Property> read(List<Property> path, List<Property> base) {
        List<Property> at = base;
        for (Property step : path) {
            ObjectModel owner = model.required(step.objectId());
            FieldModel field = owner.field(step.fieldId());
            CheckedExpression formula = field == null ? null : field.formula();
            meaning.add(List.of(step.objectId(), step.fieldId()));
            if (field == null || formula == null) {
                reads.computeIfAbsent(at, none -> new HashSet<>()).add(step.fieldId());
                rollup(field);
                at = longer(at, step);
            } else if (field.type() instanceof LookupType
                    && formula.root() instanceof Expression.Read shown) {
                meaning.add(field.definition().type());
                at = read(shown.path(), at);
            } else {
                formula(field, at);
            }
        }
        return at;
    }

    private static List<Property> longer(List<Property> path, Property step) {
        List<Property> longer = new ArrayList<>(path);
        longer.add(step);
        return List.copyOf(longer);
    }

    /** A rollup's figures are stored, and others when it comes to mean something else. */
    private void rollup(@Nullable FieldModel field) {
        Rollup rollup = field == null ? null : field.rollup();
        if (field != null && rollup != null) {
            meaning.add(field.definition().type());
            rollup.aggregate().visit(node -> noteFormulas(rollup.children(), node));
        }
    }

    private void noteFormulas(ObjectModel owner, Expression node) {
        if (node instanceof Expression.Read read) {
            FieldModel field = owner.field(read.path().getFirst().fieldId());
            CheckedExpression formula = field == null ? null : field.formula();
            meaning.add(List.of(owner.id(), read.path().getFirst().fieldId()));
            if (field != null && formula != null) {
                meaning.add(field.definition().type());
                formula.root().visit(inner -> noteFormulas(owner, inner));
            }
        }
    }
}
