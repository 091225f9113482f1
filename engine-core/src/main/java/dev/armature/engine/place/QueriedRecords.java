package dev.armature.engine.place;

import dev.armature.engine.sql.Sql;
import dev.armature.metadata.model.FieldModel;
import java.util.Map;

/**
 * Records that a query gives in place of a table: live ones of one object, whose fields are taken
 * out of the JSON. They are read alone.
 */
sealed interface QueriedRecords extends RecordPlace permits ListedRecords, PastRecords {

    @Override
    default Map<String, Sql> keys() {
        return Map.of();
    }

    @Override
    default Map<String, Sql> derived(String alias, FormulaSql formulas) {
        return Map.of();
    }

    @Override
    default Sql isLive(String alias) {
        return Sql.raw("true");
    }

    @Override
    default Sql isOwn(String alias) {
        return Sql.raw("true");
    }

    @Override
    default boolean isIndexed(FieldModel field) {
        return false;
    }

    @Override
    default String column(String alias, FieldModel field) {
        return SharedStore.fromJson(alias, field);
    }
}
