/**
 * Writing records: the pipeline of {@link dev.armature.engine.record.WriteStep}s that every write
 * goes through, whoever asks, and the statements that store its outcome with links, unique values,
 * history and events in one transaction.
 */
@NullMarked
package dev.armature.engine.record;

import org.jspecify.annotations.NullMarked;
