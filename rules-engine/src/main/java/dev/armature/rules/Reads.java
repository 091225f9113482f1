package dev.armature.rules;

import dev.armature.metadata.expression.CheckedExpression;
import dev.armature.metadata.expression.Expression;
import dev.armature.metadata.expression.Expression.Read;
import dev.armature.metadata.expression.Property;
import dev.armature.metadata.model.CompiledRule;
import dev.armature.metadata.model.CompiledRule.CompiledAction;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import java.util.BitSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which stored fields of the record each rule's condition and actions read, through formulas too. A
 * rule has something new to say only when one of them has changed. Immutable.
 */
final class Reads {

    private final ObjectModel object;
    private final List<Property> fields;
    private final BitSet[] byRule;

    Reads(ObjectModel object, List<CompiledRule> rules) {
        this.object = object;
        this.byRule = new BitSet[rules.size()];
        Map<Property, Integer> positions = new LinkedHashMap<>();
        for (int rule = 0; rule < byRule.length; rule++) {
            byRule[rule] = readBy(rules.get(rule), positions);
        }
        this.fields = List.copyOf(positions.keySet());
    }

    /** The values now of all fields that rules read. */
    @Nullable Object[] values(RuleFact fact) {
        @Nullable Object[] values = new Object[fields.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = fact.value(fields.get(i));
        }
        return values;
    }

    /** The fields whose values differ between two states of the record. */
    static BitSet changes(@Nullable Object[] before, @Nullable Object[] after) {
        BitSet changes = new BitSet(before.length);
        for (int i = 0; i < before.length; i++) {
            changes.set(i, !Objects.equals(before[i], after[i]));
        }
        return changes;
    }

    /** Whether a rule reads one of the fields that {@link #changes} names. */
    boolean concern(int rule, BitSet changes) {
        return byRule[rule].intersects(changes);
    }

    private BitSet readBy(CompiledRule rule, Map<Property, Integer> positions) {
        Set<Property> found = new HashSet<>();
        if (rule.condition() != null) {
            collect(rule.condition(), found);
        }
        for (CompiledAction action : rule.actions()) {
            switch (action) {
                case CompiledAction.SetField set -> collect(set.value(), found);
                case CompiledAction.CreateRecord create ->
                        create.values().values().forEach(value -> collect(value, found));
            }
        }
        BitSet read = new BitSet();
        for (Property property : found) {
            FieldModel field = object.field(property.fieldId());
            if (field != null && field.formula() == null) {
                read.set(positions.computeIfAbsent(property, unseen -> positions.size()));
            }
        }
        return read;
    }

    private void collect(CheckedExpression checked, Set<Property> found) {
        checked.root().visit(part -> collect(part, found));
    }

    // The image before the change stays as it is, and a path changes when the record points
    // elsewhere: the first step decides.
    private void collect(Expression part, Set<Property> found) {
        if (part instanceof Read read && !read.old() && found.add(read.path().getFirst())) {
            FieldModel field = object.field(read.path().getFirst().fieldId());
            CheckedExpression formula = field == null ? null : field.formula();
            if (formula != null) {
                collect(formula, found);
            }
        }
    }
}
