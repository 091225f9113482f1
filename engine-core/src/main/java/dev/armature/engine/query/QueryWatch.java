package dev.armature.engine.query;

import dev.armature.metadata.model.ObjectModel;
import java.util.Set;

/** Hears what records are looked for by. Called for every query; must be quick and thread-safe. */
@FunctionalInterface
public interface QueryWatch {

    /** Hears nothing. */
    QueryWatch NONE = (object, fields) -> {};

    /**
     * A query was asked of an object with a table of its own.
     *
     * @param fields the numbers of the object's own fields that an index could lead by
     */
    void asked(ObjectModel object, Set<Integer> fields);
}
