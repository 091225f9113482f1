package dev.armature.metadata.packaging;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.json.Attributes;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.json.Pointers;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.problem.Problems;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Metadata on its way from one tenant to another.
 *
 * @param plugins what has to be installed where it goes
 * @param objects in order, each as the API has it; of a plugin's object what the tenant added
 * @param roles in order, each as the API has it
 */
public record MetadataPackage(
        List<Plugin> plugins, List<ObjectNode> objects, List<ObjectNode> roles) {

    /** The form that is written and read. A package of a newer one is not taken. */
    public static final int FORMAT = 1;

    /** How many objects, and how many roles, a package has at most. */
    public static final int MAX_ELEMENTS = 2_000;

    private static final int MAX_ID = 100;

    /** A plugin, by its id, in the version that the tenant has. */
    public record Plugin(String id, String version) {}

    public MetadataPackage {
        plugins = List.copyOf(plugins);
        objects = List.copyOf(objects);
        roles = List.copyOf(roles);
    }

    /** The document. */
    public ObjectNode toJson() {
        ObjectNode out = Json.object().put("format", FORMAT);
        ArrayNode needed = out.putArray("plugins");
        plugins.forEach(
                plugin -> needed.addObject().put("id", plugin.id).put("version", plugin.version));
        out.putArray("objects").addAll(objects);
        out.putArray("roles").addAll(roles);
        return out;
    }

    /**
     * Reads a document. What its objects and roles say is read when it is applied.
     *
     * @throws EngineException {@code invalid_metadata} with everything wrong with its form
     */
    public static MetadataPackage read(JsonNode json) {
        Problems problems = new Problems();
        Attributes attributes = Attributes.of(json, "", problems);
        Integer format = attributes.optionalInt("format", 1, Integer.MAX_VALUE);
        if (format == null) {
            problems.add("/format", "required", "A package says its form: \"format\": " + FORMAT);
        } else if (format > FORMAT) {
            problems.add(
                    "/format",
                    "unsupported_version",
                    "The package is of form %d, made by a newer version; this one reads form %d"
                            .formatted(format, FORMAT));
            problems.throwIfAny(ErrorCode.INVALID_METADATA);
        }
        List<Plugin> plugins =
                attributes.list(
                        "plugins",
                        (node, at) -> {
                            Attributes plugin = Attributes.of(node, at, problems);
                            Plugin read =
                                    new Plugin(
                                            plugin.text("id", MAX_ID),
                                            plugin.text("version", MAX_ID));
                            plugin.finish();
                            return read;
                        });
        List<ObjectNode> objects = elements(attributes, "objects");
        List<ObjectNode> roles = elements(attributes, "roles");
        attributes.finish();
        problems.throwIfAny(ErrorCode.INVALID_METADATA);
        return new MetadataPackage(plugins, objects, roles);
    }

    private static List<ObjectNode> elements(Attributes attributes, String name) {
        Problems problems = attributes.problems();
        Set<String> names = new HashSet<>();
        List<ObjectNode> elements = new ArrayList<>();
        attributes.list(
                name,
                (node, at) -> {
                    if (!(node instanceof ObjectNode element)) {
                        problems.add(at, "wrong_type", "An object is expected here");
                    } else if (element.path("name").isTextual()
                            && !names.add(element.get("name").textValue())) {
                        problems.add(
                                Pointers.at(at, "name"),
                                "not_unique",
                                "\"%s\" is in the package twice"
                                        .formatted(element.get("name").textValue()));
                    } else {
                        elements.add(element);
                    }
                    return node;
                });
        if (elements.size() > MAX_ELEMENTS) {
            problems.add(
                    attributes.pointer(name),
                    "limit_exceeded",
                    "At most " + MAX_ELEMENTS + " are allowed");
        }
        return elements;
    }
}
