package dev.armature.engine.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which attributes are answered (RFC 7644, 3.9): those that are named, or all but those; what a
 * resource is called is always among them.
 */
record Projection(Set<String> wanted, Set<String> unwanted) {

    /** How many attributes may be named. */
    static final int MOST_NAMES = 100;

    private static final Set<String> ALWAYS = Set.of("id", "schemas");

    Projection {
        wanted = Set.copyOf(wanted);
        unwanted = Set.copyOf(unwanted);
    }

    static Projection of(Schema schema, List<String> wanted, List<String> unwanted) {
        return new Projection(names(schema, wanted), names(schema, unwanted));
    }

    /** Names with commas between them. */
    static List<String> split(@Nullable String written) {
        return written == null || written.isBlank()
                ? List.of()
                : Arrays.stream(written.split(",", -1)).map(String::strip).toList();
    }

    private static Set<String> names(Schema schema, List<String> written) {
        if (written.size() > MOST_NAMES) {
            throw new ScimRefusal(
                    ScimType.INVALID_VALUE, "At most " + MOST_NAMES + " attributes are named");
        }
        // The core schema may stand before each.
        String prefix = schema.urn().toLowerCase(Locale.ROOT) + ":";
        return written.stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .map(name -> name.startsWith(prefix) ? name.substring(prefix.length()) : name)
                .collect(Collectors.toSet());
    }

    /** Whether an attribute of the core is answered, be it in part. */
    boolean shows(String attribute) {
        String lower = attribute.toLowerCase(Locale.ROOT);
        return wanted.isEmpty()
                ? !unwanted.contains(lower)
                : wanted.contains(lower)
                        || wanted.stream().anyMatch(name -> name.startsWith(lower + "."));
    }

    /** Leaves out of a resource what is not answered. */
    ObjectNode apply(ObjectNode resource) {
        if (!wanted.isEmpty() || !unwanted.isEmpty()) {
            apply(resource, "", true);
        }
        return resource;
    }

    private void apply(ObjectNode object, String prefix, boolean top) {
        List<String> names = object.properties().stream().map(entry -> entry.getKey()).toList();
        for (String name : names) {
            String full = prefix + name.toLowerCase(Locale.ROOT);
            if ((top && ALWAYS.contains(name)) || wanted.contains(full)) {
                continue;
            }
            if (unwanted.contains(full)) {
                object.remove(name);
                continue;
            }
            String inner = full + (Schema.ofExtension(name) ? ":" : ".");
            boolean some =
                    wanted.isEmpty() || wanted.stream().anyMatch(one -> one.startsWith(inner));
            JsonNode value = object.get(name);
            if (!some) {
                object.remove(name);
            } else if (value instanceof ObjectNode part) {
                apply(part, inner, false);
            } else if (value instanceof ArrayNode values) {
                values.forEach(one -> {
                    if (one instanceof ObjectNode part) {
                        apply(part, inner, false);
                    }
                });
            }
        }
    }
}
