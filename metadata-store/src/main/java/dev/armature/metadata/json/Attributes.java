package dev.armature.metadata.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.expression.Literals;
import dev.armature.metadata.problem.Problems;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads the attributes of one JSON object and remembers what was asked for, so that what nobody
 * asked for is refused by name. Each wrong attribute becomes a problem at its pointer and reading
 * goes on with a harmless value; whoever builds something from it checks the problems first.
 */
public final class Attributes {

    private static final int MAX_MOMENT = 40;

    private final ObjectNode source;
    private final String pointer;
    private final Problems problems;
    private final Set<String> known = new HashSet<>();

    private Attributes(ObjectNode source, String pointer, Problems problems) {
        this.source = source;
        this.pointer = pointer;
        this.problems = problems;
    }

    /** The attributes of {@code node}; a problem, and no attributes, if it is no object. */
    public static Attributes of(JsonNode node, String pointer, Problems problems) {
        if (node instanceof ObjectNode object) {
            return new Attributes(object, pointer, problems);
        }
        problems.add(pointer, "wrong_type", "An object is expected here");
        return new Attributes(Json.object(), pointer, problems);
    }

    public String pointer(String name) {
        return Pointers.at(pointer, name);
    }

    public Problems problems() {
        return problems;
    }

    public boolean has(String name) {
        known.add(name);
        return source.hasNonNull(name);
    }

    public @Nullable JsonNode node(String name) {
        return has(name) ? source.get(name) : null;
    }

    public String text(String name, int maxLength) {
        String value = optionalText(name, maxLength);
        if (value == null || value.isBlank()) {
            if (!has(name) || value != null) {
                problems.add(pointer(name), "required", "\"" + name + "\" is required");
            }
            return "";
        }
        return value;
    }

    public @Nullable String optionalText(String name, int maxLength) {
        JsonNode node = node(name);
        if (node == null) {
            return null;
        }
        if (!node.isTextual()) {
            wrongType(name, "a text");
            return null;
        }
        String value = node.textValue();
        if (value.codePointCount(0, value.length()) > maxLength) {
            problems.add(
                    pointer(name), "too_long", "At most " + maxLength + " characters are allowed");
            return null;
        }
        return value;
    }

    /** A moment after another, as RFC 3339 with a zone. */
    public @Nullable Instant optionalMomentAfter(String name, Instant other) {
        String written = optionalText(name, MAX_MOMENT);
        if (written == null) {
            return null;
        }
        Instant at = Literals.dateTime(written);
        if (at != null && at.isAfter(other)) {
            return at;
        }
        problems.add(
                pointer(name),
                "invalid_date_time",
                "A moment to come is expected, such as 2030-01-31T12:00:00Z");
        return null;
    }

    public boolean flag(String name, boolean absent) {
        JsonNode node = node(name);
        if (node == null) {
            return absent;
        }
        if (!node.isBoolean()) {
            wrongType(name, "true or false");
            return absent;
        }
        return node.booleanValue();
    }

    public @Nullable Integer optionalInt(String name, int minimum, int maximum) {
        Long value = whole(node(name), name, JsonNode::canConvertToInt, minimum, maximum);
        return value == null ? null : (Integer) value.intValue();
    }

    public @Nullable Long optionalLong(String name, long minimum, long maximum) {
        return whole(node(name), name, JsonNode::canConvertToLong, minimum, maximum);
    }

    private @Nullable Long whole(
            @Nullable JsonNode node,
            String name,
            Predicate<JsonNode> fits,
            long minimum,
            long maximum) {
        if (node == null) {
            return null;
        }
        if (!node.isIntegralNumber() || !fits.test(node)) {
            wrongType(name, "a whole number");
            return null;
        }
        long value = node.longValue();
        if (value < minimum || value > maximum) {
            problems.add(
                    pointer(name),
                    "out_of_range",
                    "A number from " + minimum + " to " + maximum + " is expected");
            return null;
        }
        return value;
    }

    public @Nullable BigDecimal optionalNumber(String name) {
        JsonNode node = node(name);
        if (node == null) {
            return null;
        }
        if (!node.isNumber()) {
            wrongType(name, "a number");
            return null;
        }
        return node.decimalValue();
    }

    /** One of {@code allowed}, by its name. */
    public <E extends Enum<E>> E choice(
            String name, E absent, List<E> allowed, Function<E, String> spelling) {
        JsonNode node = node(name);
        if (node == null) {
            return absent;
        }
        for (E candidate : allowed) {
            if (node.isTextual() && spelling.apply(candidate).equals(node.textValue())) {
                return candidate;
            }
        }
        problems.add(
                pointer(name),
                "unknown_option",
                "One of "
                        + String.join(", ", allowed.stream().map(spelling).toList())
                        + " is expected");
        return absent;
    }

    /** Each element of an array attribute; empty when absent. */
    public <T> List<T> list(String name, ElementReader<T> reader) {
        JsonNode node = node(name);
        if (node == null) {
            return List.of();
        }
        if (!(node instanceof ArrayNode array)) {
            wrongType(name, "a list");
            return List.of();
        }
        List<T> elements = new ArrayList<>(array.size());
        for (int i = 0; i < array.size(); i++) {
            T element = reader.read(array.get(i), Pointers.at(pointer(name), i));
            if (element != null) {
                elements.add(element);
            }
        }
        return elements;
    }

    /** An array of texts. */
    public List<String> texts(String name, int maxLength) {
        return list(
                name,
                (node, at) -> {
                    if (node.isTextual() && node.textValue().length() <= maxLength) {
                        return node.textValue();
                    }
                    problems.add(
                            at,
                            "wrong_type",
                            "A text of at most " + maxLength + " characters is expected");
                    return null;
                });
    }

    /** Refuses every attribute that was not asked for. Call it last. */
    public void finish() {
        source.fieldNames()
                .forEachRemaining(name -> {
                    if (!known.contains(name)) {
                        problems.add(
                                pointer(name),
                                "unknown_attribute",
                                "\"" + name + "\" is not known here");
                    }
                });
    }

    private void wrongType(String name, String expected) {
        problems.add(pointer(name), "wrong_type", "\"" + name + "\" must be " + expected);
    }

    /** Reads one element of a list; null when it was refused and a problem recorded. */
    @FunctionalInterface
    public interface ElementReader<T> {
        @Nullable T read(JsonNode node, String pointer);
    }
}
