package dev.armature.metadata.definition;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The columns of an index over several fields, in order.
 *
 * @param fields their numbers, negative where values descend
 */
public record IndexColumns(List<Integer> fields) implements Comparable<IndexColumns> {

    public IndexColumns {
        fields = List.copyOf(fields);
    }

    /** Reads what {@link #text} wrote. */
    public static IndexColumns read(String text) {
        return new IndexColumns(Arrays.stream(text.split(",", -1)).map(Integer::valueOf).toList());
    }

    /** A text that tells it from others, such as {@code 3,-4}. */
    public String text() {
        return fields.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    /** The fields' numbers, whichever way their values go. */
    public List<Integer> numbers() {
        return fields.stream().map(Math::abs).toList();
    }

    @Override
    public int compareTo(IndexColumns other) {
        return text().compareTo(other.text());
    }
}
