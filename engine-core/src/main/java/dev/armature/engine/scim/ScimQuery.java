package dev.armature.engine.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of a list, in parameters of a request or in the body of one to {@code .search}.
 *
 * @param startIndex the number of the first that is answered; the first of all has 1
 * @param count how many are answered at most
 */
public record ScimQuery(
        @Nullable String filter,
        @Nullable String sortBy,
        boolean descending,
        int startIndex,
        int count,
        List<String> attributes,
        List<String> excludedAttributes) {

    /** How many resources a page has at most, and where nobody says how many. */
    public static final int MOST = 500;

    private static final int ABSENT = 100;

    public ScimQuery {
        attributes = List.copyOf(attributes);
        excludedAttributes = List.copyOf(excludedAttributes);
    }

    /** Reads the parameters of a request; those that nobody knows are passed over. */
    public static ScimQuery of(Map<String, String> parameters) {
        return new ScimQuery(
                parameters.get("filter"),
                parameters.get("sortBy"),
                isDescending(parameters.get("sortOrder")),
                Math.max(1, number("startIndex", parameters.get("startIndex"), 1)),
                count(parameters.get("count")),
                Projection.split(parameters.get("attributes")),
                Projection.split(parameters.get("excludedAttributes")));
    }

    /** Reads the body of a search. */
    public static ScimQuery of(ObjectNode body) {
        return new ScimQuery(
                text(body, "filter"),
                text(body, "sortBy"),
                isDescending(text(body, "sortOrder")),
                Math.max(1, number("startIndex", text(body, "startIndex"), 1)),
                count(text(body, "count")),
                texts(body, "attributes"),
                texts(body, "excludedAttributes"));
    }

    /** Whether it says which attributes are answered. */
    public boolean namesAttributes() {
        return !attributes.isEmpty() || !excludedAttributes.isEmpty();
    }

    private static @Nullable String text(ObjectNode body, String name) {
        JsonNode value = body.get(name);
        if (value != null && value.isContainerNode()) {
            throw new ScimRefusal(ScimType.INVALID_SYNTAX, "\"" + name + "\" is one value");
        }
        return value == null || value.isNull() ? null : value.asText();
    }

    private static List<String> texts(ObjectNode body, String name) {
        JsonNode value = body.get(name);
        if (value == null || value.isNull()) {
            return List.of();
        }
        if (!value.isArray()) {
            return Projection.split(value.asText());
        }
        List<String> texts = new ArrayList<>();
        value.forEach(one -> texts.add(one.asText()));
        return texts;
    }

    private static boolean isDescending(@Nullable String order) {
        if (order == null || order.equalsIgnoreCase("ascending")) {
            return false;
        }
        if (order.equalsIgnoreCase("descending")) {
            return true;
        }
        throw new ScimRefusal(
                ScimType.INVALID_VALUE, "sortOrder is one of ascending and descending");
    }

    // More than a page has is no mistake: the answer says how many there are in it.
    private static int count(@Nullable String written) {
        return Math.clamp(number("count", written, ABSENT), 0, MOST);
    }

    private static int number(String name, @Nullable String written, int absent) {
        try {
            return written == null ? absent : Integer.parseInt(written.strip());
        } catch (NumberFormatException e) {
            throw new ScimRefusal(ScimType.INVALID_VALUE, "\"" + name + "\" is a number");
        }
    }
}
