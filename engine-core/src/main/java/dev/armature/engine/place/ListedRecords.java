package dev.armature.engine.place;

import dev.armature.engine.sql.Sql;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import java.util.Map;

/**
 * The live records of an object as a function gives them, which knows where they are. Fields are
 * taken out of the JSON.
 *
 * @param function is called without arguments
 */
record ListedRecords(ObjectModel object, String function) implements RecordPlace {

    @Override
    public Sql name() {
        return Sql.raw(function + "()");
    }

    @Override
    public Map<String, Sql> keys() {
        return Map.of();
    }

    @Override
    public Map<String, Sql> derived(String alias, FormulaSql formulas) {
        return Map.of();
    }

    @Override
    public Sql isLive(String alias) {
        return Sql.raw("true");
    }

    @Override
    public Sql isOwn(String alias) {
        return Sql.raw("true");
    }

    @Override
    public boolean isIndexed(FieldModel field) {
        return false;
    }

    @Override
    public String column(String alias, FieldModel field) {
        return SharedStore.fromJson(alias, field);
    }
}
