package dev.armature.engine.event;

import dev.armature.engine.record.Cause;
import dev.armature.metadata.definition.RuleDefinition.Operation;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A committed change of a record.
 *
 * @param operation what was done; a restored record counts as updated
 * @param version the record's version after it
 * @param actor who did it, or on whose behalf it was done
 */
public record Event(
        long id,
        int objectId,
        UUID recordId,
        int version,
        Operation operation,
        Cause cause,
        @Nullable UUID actor,
        Instant at) {}
