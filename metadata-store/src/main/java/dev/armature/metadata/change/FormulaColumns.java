package dev.armature.metadata.change;

import dev.armature.metadata.definition.ObjectDefinition;
import dev.armature.metadata.definition.TableLayout;
import dev.armature.metadata.definition.TableLayout.ColumnState;
import dev.armature.metadata.definition.TenantDefinition;
import dev.armature.metadata.field.ComputedType;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.model.TenantModel;
import dev.armature.metadata.tenant.TenantId;
import org.jspecify.annotations.Nullable;

/**
 * Says when the columns of formulas hold what the formulas no longer mean. A pure function of
 * definitions.
 */
public final class FormulaColumns {

    private FormulaColumns() {}

    /**
     * Whether an object's formula means in one model what it means in the other, with all that it
     * uses: other formulas, also of other objects, lookups and rollups.
     */
    public static boolean same(
            @Nullable ObjectModel one, @Nullable ObjectModel other, int fieldId) {
        FieldModel before = formula(one, fieldId);
        FieldModel after = formula(other, fieldId);
        return one != null
                && other != null
                && before != null
                && after != null
                && one.reads(before).meaning().equals(other.reads(after).meaning());
    }

    private static @Nullable FieldModel formula(@Nullable ObjectModel object, int fieldId) {
        FieldModel field = object == null ? null : object.field(fieldId);
        return field == null || field.formula() == null ? null : field;
    }

    /**
     * The definition after a change, with no column left in use that holds values of a formula as
     * it was before: such columns are to be filled again, and until then nobody reads them.
     *
     * @param after is known to be right
     */
    static TenantDefinition outdated(
            TenantId tenant, TenantDefinition before, TenantDefinition after) {
        if (after.objects().values().stream().noneMatch(FormulaColumns::hasSome)) {
            return after;
        }
        TenantModel old = new TenantModel(tenant, before);
        TenantModel now = new TenantModel(tenant, after);
        return after.map(object ->
                hasSome(object)
                        ? outdated(old.object(object.id()), now.required(object.id()))
                        : object);
    }

    /** Whether an object has columns of formulas. */
    private static boolean hasSome(ObjectDefinition object) {
        TableLayout table = object.table();
        return table != null
                && object.fields().stream()
                        .anyMatch(field ->
                                field.type() instanceof ComputedType
                                        && table.isWritten(field.id()));
    }

    private static ObjectDefinition outdated(@Nullable ObjectModel before, ObjectModel after) {
        TableLayout table = after.definition().table();
        for (FieldModel field : after.fields()) {
            if (table != null
                    && field.formula() != null
                    && table.isWritten(field.id())
                    && !same(before, after, field.id())) {
                table = table.withColumn(field.id(), state(formula(before, field.id()), field));
            }
        }
        return after.definition().withTable(table);
    }

    // A formula that was deleted and restored has missed writes. A column of another type can take
    // no value of the new one: it has to be made again.
    private static ColumnState state(@Nullable FieldModel before, FieldModel after) {
        return before == null || before.type().column() == after.type().column()
                ? ColumnState.FILLING
                : ColumnState.UNUSED;
    }
}
