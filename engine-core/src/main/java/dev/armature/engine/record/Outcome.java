package dev.armature.engine.record;

import dev.armature.metadata.problem.EngineException;

/** What became of a command. */
public sealed interface Outcome {

    /**
     * It was carried out.
     *
     * @param created whether a record was made that was not there
     * @param json the record as a client reads it, in UTF-8; of a deleted record as it was last
     */
    record Done(StoredRecord record, boolean created, byte[] json) implements Outcome {}

    /** It was refused, and nothing of it was stored. */
    record Refused(EngineException reason) implements Outcome {}
}
