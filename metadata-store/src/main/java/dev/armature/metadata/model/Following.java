package dev.armature.metadata.model;

import java.util.Set;

/**
 * What an object rests on beside its own records: those that reference them.
 *
 * @param parent the object
 * @param reference the reference of those that leads here
 * @param reads the numbers of their fields that matter, beside the reference
 */
public record Following(ObjectModel parent, FieldModel reference, Set<Integer> reads) {

    public Following {
        reads = Set.copyOf(reads);
    }
}
