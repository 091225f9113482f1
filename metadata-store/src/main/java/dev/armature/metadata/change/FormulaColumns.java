package dev.armature.metadata.change;

import dev.armature.metadata.definition.FieldDefinition;
import dev.armature.metadata.definition.ObjectDefinition;
import dev.armature.metadata.definition.TableLayout;
import dev.armature.metadata.definition.TableLayout.ColumnState;
import dev.armature.metadata.definition.TenantDefinition;
import dev.armature.metadata.field.ComputedType;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Says when the columns of formulas hold what the formulas no longer mean. A pure function of
 * definitions.
 */
public final class FormulaColumns {

    private FormulaColumns() {}

    /**
     * Whether an object's formulas mean in one definition what they mean in the other. A formula
     * may use others, so they are held against each other as a whole.
     */
    public static boolean same(ObjectDefinition one, ObjectDefinition other) {
        return formulas(one).equals(formulas(other)) && sameNames(one, other);
    }

    // The text of a formula may stay while a name in it comes to mean another field.
    private static boolean sameNames(ObjectDefinition one, ObjectDefinition other) {
        return one.fields().stream()
                .allMatch(field -> {
                    FieldDefinition named = other.field(field.name());
                    return named == null || named.id() == field.id();
                });
    }

    private static Map<Integer, ComputedType> formulas(ObjectDefinition object) {
        Map<Integer, ComputedType> formulas = new HashMap<>();
        for (FieldDefinition field : object.fields()) {
            if (field.type() instanceof ComputedType computed) {
                formulas.put(field.id(), computed);
            }
        }
        return formulas;
    }

    /**
     * The definition after a change, with no column left in use that holds values of a formula as
     * it was before: such columns are to be filled again, and until then nobody reads them.
     */
    static TenantDefinition outdated(TenantDefinition before, TenantDefinition after) {
        Map<Integer, ObjectDefinition> old = new HashMap<>();
        before.objects().values().forEach(object -> old.put(object.id(), object));
        return after.map(object -> {
            ObjectDefinition was = old.get(object.id());
            return was == null ? object : outdated(was, object);
        });
    }

    private static ObjectDefinition outdated(ObjectDefinition before, ObjectDefinition after) {
        TableLayout table = after.table();
        if (table == null || same(before, after)) {
            return after;
        }
        Map<Integer, ComputedType> old = formulas(before);
        for (Map.Entry<Integer, ComputedType> formula : formulas(after).entrySet()) {
            if (table.isWritten(formula.getKey())) {
                ComputedType was = old.get(formula.getKey());
                table = table.withColumn(formula.getKey(), state(was, formula.getValue()));
            }
        }
        return after.withTable(table);
    }

    // A formula that was deleted and restored has missed writes. A column of another type can take
    // no value of the new one: it has to be made again.
    private static ColumnState state(@Nullable ComputedType before, ComputedType after) {
        return before == null || before.column() == after.column()
                ? ColumnState.FILLING
                : ColumnState.UNUSED;
    }
}
