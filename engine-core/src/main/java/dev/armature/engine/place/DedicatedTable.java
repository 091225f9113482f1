package dev.armature.engine.place;

import dev.armature.engine.sql.Sql;
import dev.armature.metadata.definition.TableLayout;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A table that holds the records of one object, with typed columns beside the JSON for the fields
 * that are looked for. Whose it is, its schema and the tenant's role say; it has no row security,
 * which would take conditions out of its indexes.
 */
record DedicatedTable(ObjectModel object, TableLayout layout) implements RecordPlace {

    @Override
    public Sql name() {
        return Sql.ownTable(layout.qualifiedName(), layout.role());
    }

    @Override
    public Map<String, Sql> keys() {
        return Map.of();
    }

    @Override
    public Map<String, Sql> derived(String alias, FormulaSql formulas) {
        Map<String, Sql> columns = new LinkedHashMap<>();
        for (FieldModel field : object.fields()) {
            if (isFilled(field)) {
                columns.put(
                        TableLayout.columnName(field.id()),
                        field.type().stored()
                                ? Sql.raw(SharedStore.fromJson(alias, field))
                                : formulas.value(object, field, alias));
            }
        }
        return columns;
    }

    // A formula may have come to rest on the user or the time since it got its column.
    private boolean isFilled(FieldModel field) {
        return layout.isWritten(field.id()) && object.isStorable(field);
    }

    @Override
    public Sql isLive(String alias) {
        return Sql.raw(alias + ".deleted_at is null");
    }

    @Override
    public Sql isOwn(String alias) {
        return Sql.raw("true");
    }

    @Override
    public boolean isIndexed(FieldModel field) {
        return layout.isReady(field.id()) && !object.isFilling(field);
    }

    @Override
    public String column(String alias, FieldModel field) {
        return isIndexed(field)
                ? alias + "." + TableLayout.columnName(field.id())
                : SharedStore.fromJson(alias, field);
    }
}
