package dev.armature.engine.query;

import dev.armature.metadata.model.ObjectModel;

/** Hears what records are looked for by. Called for every query; must be quick and thread-safe. */
@FunctionalInterface
public interface QueryWatch {

    /** Hears nothing. */
    QueryWatch NONE = (object, lookedFor) -> {};

    /** A query was asked of an object with a table of its own. */
    void asked(ObjectModel object, LookedFor lookedFor);
}
