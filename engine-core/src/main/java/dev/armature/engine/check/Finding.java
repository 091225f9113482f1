package dev.armature.engine.check;

import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Something that is derived and does not say what the records say.
 *
 * @param field the field, or fields, whose values are concerned; empty for the record as a whole
 * @param count how many records are concerned
 * @param first some of them
 */
public record Finding(String object, String field, What what, long count, List<UUID> first) {

    /** How many ids are told. */
    public static final int MAX_IDS = 3;

    /** What can be wrong. */
    public enum What {
        COLUMN("the column is not what the record says"),
        ROLLUP("the figure is not what the records that reference it come to"),
        UNIQUE_MISSING("the value is not in the index of unique values"),
        UNIQUE_LEFT("the index of unique values has a value that the record has not"),
        LINK_MISSING("the reference is not among the links"),
        LINK_LEFT("there is a link for a reference that the record has not"),
        FILE_LINK_MISSING("the file is not among the links to files"),
        FILE_LINK_LEFT("there is a link to a file for a record that is not there"),
        FILE_MISSING("there is no such file"),
        HISTORY_BEHIND("the history ends before the record's version"),
        HISTORY_AHEAD("the history goes on after the record's version");

        private final String text;

        What(String text) {
            this.text = text;
        }
    }

    public Finding {
        first = List.copyOf(first);
    }

    /** The finding in one line. */
    @Override
    public String toString() {
        return "%s%s: %s: %d %s (%s%s)"
                .formatted(
                        object,
                        field.isEmpty() ? "" : "." + field,
                        what.text,
                        count,
                        count == 1 ? "record" : "records",
                        first.stream().map(UUID::toString).collect(Collectors.joining(", ")),
                        count > first.size() ? ", …" : "");
    }
}
