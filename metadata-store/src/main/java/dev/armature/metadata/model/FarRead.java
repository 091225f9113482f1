package dev.armature.metadata.model;

import dev.armature.metadata.expression.Property;
import java.util.List;
import java.util.Set;

/**
 * What a formula whose values are stored reads of the records that references lead to.
 *
 * @param owner the object that has the formula
 * @param formula the formula
 * @param path the references that lead from its record to those that are read
 * @param reads the numbers of their fields that it reads
 */
public record FarRead(
        ObjectModel owner, FieldModel formula, List<Property> path, Set<Integer> reads) {

    public FarRead {
        path = List.copyOf(path);
        reads = Set.copyOf(reads);
    }
}
