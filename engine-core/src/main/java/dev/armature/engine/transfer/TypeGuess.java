package dev.armature.engine.transfer;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.field.FieldType;
import dev.armature.metadata.field.FieldTypes;
import dev.armature.metadata.field.SelectType;
import dev.armature.metadata.json.Attributes;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.problem.Problems;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which type a new field has, by all values of its column: the first one that reads every value the
 * way an import will. Memory is bounded however long the column is. Not thread-safe.
 */
final class TypeGuess {

    /** How many different texts are options at most; more are texts of their own. */
    static final int MOST_OPTIONS = 12;

    /** How often an option is there at least, on average. */
    static final int OPTION_REPEATS = 5;

    private static final int LONGEST_TEXT = 1_000;

    /** A type, and what a value looks like that may be of it. */
    private record Candidate(FieldType type, Pattern form) {

        private static Candidate of(String type, String form) {
            return new Candidate(
                    TypeGuess.type(Json.object().put("type", type)),
                    Pattern.compile(form, Pattern.DOTALL));
        }

        boolean takes(String cell) {
            boolean[] taken = {form.matcher(cell.strip()).matches()};
            if (taken[0]) {
                var _ = type.readCell(cell, (code, message) -> taken[0] = false);
            }
            return taken[0];
        }
    }

    // What has zeros in front, or more digits than anybody counts to, is a code and no number: a
    // postal code, an account. "1" and "0" alone are numbers; whoever means yes and no says so.
    private static final List<Candidate> CANDIDATES =
            List.of(
                    Candidate.of("boolean", "(?i)true|false|yes|no"),
                    Candidate.of("integer", "0|-?[1-9][0-9]{0,17}"),
                    Candidate.of("decimal", "-?(0|[1-9][0-9]{0,17})(\\.[0-9]+)?"),
                    Candidate.of("date", ".*"),
                    Candidate.of("dateTime", ".*"),
                    Candidate.of("time", ".*"),
                    Candidate.of("email", ".*"),
                    Candidate.of("url", ".*"),
                    Candidate.of("phone", "\\+.*"));

    private static final FieldType OPTION =
            type(Json.object().put("type", "text").put("maxLength", SelectType.MAX_TEXT));

    private final Set<String> options = new LinkedHashSet<>();
    private List<Candidate> possible = CANDIDATES;
    private long values;
    private boolean areOptions = true;
    private boolean isLong;

    /** Takes another value, which is not empty, into account. */
    void see(String cell) {
        values++;
        if (!possible.isEmpty()) {
            possible = possible.stream().filter(candidate -> candidate.takes(cell)).toList();
        }
        isLong |= cell.indexOf('\n') >= 0 || cell.length() > LONGEST_TEXT;
        if (areOptions) {
            areOptions = isOption(cell);
            options.add(cell.strip());
            areOptions &= options.size() <= MOST_OPTIONS;
        }
    }

    /** Whether a text can be one of a field's options. */
    static boolean isOption(String text) {
        return !text.isBlank() && OPTION.readCell(text, (code, message) -> {}) != null;
    }

    /** The type and its options, as a field's metadata has them. */
    ObjectNode definition() {
        ObjectNode definition = Json.object();
        if (values > 0 && !possible.isEmpty()) {
            return definition.put("type", possible.getFirst().type.name());
        }
        if (isLong) {
            return definition.put("type", "longText");
        }
        if (!areOptions || options.size() < 2 || values < (long) options.size() * OPTION_REPEATS) {
            return definition.put("type", "text");
        }
        ArrayNode list = definition.put("type", "select").putArray("options");
        options.forEach(list::add);
        return definition;
    }

    /** A type as a field's metadata describes it. */
    static FieldType type(ObjectNode definition) {
        Problems problems = new Problems();
        return Objects.requireNonNull(
                FieldTypes.read(Attributes.of(definition, "", problems)), problems::toString);
    }
}
