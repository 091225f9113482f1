package dev.armature.engine.record;

import dev.armature.engine.access.Caller;

/**
 * What is to be written, however many attempts it takes.
 *
 * @param atomic whether one refusal refuses all
 * @param together work that takes part in the transaction
 */
record WriteTask(
        Caller caller,
        RecordWriter.Choice choice,
        Cause cause,
        boolean atomic,
        RecordWriter.Together together) {}
