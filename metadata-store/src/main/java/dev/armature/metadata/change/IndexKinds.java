package dev.armature.metadata.change;

import dev.armature.metadata.definition.ObjectDefinition;
import dev.armature.metadata.definition.TableLayout;
import dev.armature.metadata.definition.TableLayout.ColumnState;
import dev.armature.metadata.definition.TenantDefinition;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.model.TenantModel;
import dev.armature.metadata.model.TextBound;
import dev.armature.metadata.tenant.TenantId;

/**
 * Says when the index of a column is of another kind than its field needs by now: texts that may be
 * long fit into no ordered index, and would be refused. A pure function of definitions.
 */
final class IndexKinds {

    private IndexKinds() {}

    /** The definition after a change, with no column left in use whose index has to be another. */
    static TenantDefinition outdated(
            TenantId tenant, TenantDefinition before, TenantDefinition after) {
        if (after.objects().values().stream().allMatch(object -> object.table() == null)) {
            return after;
        }
        TenantModel was = new TenantModel(tenant, before);
        TenantModel now = new TenantModel(tenant, after);
        return after.map(object -> {
            ObjectModel old = was.object(object.id());
            return old == null || object.table() == null
                    ? object
                    : outdated(old, now.required(object.id()));
        });
    }

    private static ObjectDefinition outdated(ObjectModel before, ObjectModel after) {
        TableLayout table = after.definition().table();
        for (FieldModel field : after.fields()) {
            FieldModel old = before.field(field.id());
            if (table != null
                    && old != null
                    && table.isWritten(field.id())
                    && field.type().column() == ColumnType.TEXT
                    && TextBound.isShort(before, old) != TextBound.isShort(after, field)) {
                table = table.withColumn(field.id(), ColumnState.UNUSED);
            }
        }
        return after.definition().withTable(table);
    }
}
