package dev.armature.engine.place;

import dev.armature.engine.sql.Sql;
import dev.armature.metadata.model.ObjectModel;

/**
 * The live records of an object as a function gives them, which knows where they are.
 *
 * @param function is called without arguments
 */
record ListedRecords(ObjectModel object, String function) implements QueriedRecords {

    @Override
    public Sql name() {
        return Sql.raw(function + "()");
    }
}
