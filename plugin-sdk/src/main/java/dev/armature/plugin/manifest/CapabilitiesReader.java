package dev.armature.plugin.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.armature.metadata.definition.Names;
import dev.armature.metadata.json.Attributes;
import dev.armature.metadata.json.Pointers;
import dev.armature.metadata.problem.Problems;
import dev.armature.plugin.manifest.Capability.FileOperation;
import dev.armature.plugin.manifest.Capability.Operation;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads capabilities from a manifest, or from what was stored of a grant. */
public final class CapabilitiesReader {

    private static final Pattern SECRET = Pattern.compile("[a-z][A-Za-z0-9]{0,62}");
    private static final Pattern EVENT =
            Pattern.compile("[a-z][A-Za-z0-9]*(\\.[a-z][A-Za-z0-9]*)*(\\.\\*)?");
    private static final int MAX_TEXT = 400;

    private final Problems problems;
    private final Set<Capability> found = new LinkedHashSet<>();

    private CapabilitiesReader(Problems problems) {
        this.problems = problems;
    }

    /** What the JSON asks for; what is wrong with it becomes problems. */
    public static Capabilities read(JsonNode json, String pointer, Problems problems) {
        CapabilitiesReader reader = new CapabilitiesReader(problems);
        Attributes attributes = Attributes.of(json, pointer, problems);
        reader.records(attributes);
        reader.texts(
                attributes,
                "http",
                "An address such as https://api.example.com/v1/*",
                text -> {
                    UrlPattern pattern = UrlPattern.parse(text);
                    return pattern == null ? null : new Capability.Http(pattern);
                });
        reader.texts(
                attributes,
                "secrets",
                "A name such as apiKey",
                text -> SECRET.matcher(text).matches() ? new Capability.Secret(text) : null);
        reader.texts(
                attributes,
                "events",
                "A name such as crm.deal.won or crm.*",
                text -> EVENT.matcher(text).matches() ? new Capability.Events(text) : null);
        reader.texts(attributes, "files", "read or write", CapabilitiesReader::files);
        if (attributes.flag("email", false)) {
            reader.found.add(new Capability.Email());
        }
        reader.runAs(attributes);
        attributes.finish();
        return new Capabilities(reader.found);
    }

    private void records(Attributes attributes) {
        JsonNode records = attributes.node("records");
        if (records == null) {
            return;
        }
        String pointer = attributes.pointer("records");
        Attributes objects = Attributes.of(records, pointer, problems);
        for (Map.Entry<String, JsonNode> entry : records.properties()) {
            String object = entry.getKey();
            if (!Names.isName(object)) {
                problems.add(
                        Pointers.at(pointer, object),
                        "invalid_name",
                        "\"" + object + "\" is no name of an object");
            }
            texts(
                    objects,
                    object,
                    "Some of read, create, update, delete",
                    text -> {
                        for (Operation operation : Operation.values()) {
                            if (operation.spelling().equals(text)) {
                                return new Capability.Records(object, operation);
                            }
                        }
                        return null;
                    });
        }
    }

    private static @Nullable Capability files(String text) {
        for (FileOperation operation : FileOperation.values()) {
            if (operation.spelling().equals(text)) {
                return new Capability.Files(operation);
            }
        }
        return null;
    }

    private void runAs(Attributes attributes) {
        String runAs = attributes.optionalText("runAs", MAX_TEXT);
        if ("plugin".equals(runAs)) {
            found.add(new Capability.RunAsPlugin());
        } else if (runAs != null && !runAs.equals("user")) {
            problems.add(
                    attributes.pointer("runAs"), "unknown_option", "user or plugin is expected");
        }
    }

    /** Makes a capability of a text, or null of one that makes no sense. */
    @FunctionalInterface
    private interface Maker {
        @Nullable Capability make(String text);
    }

    private void texts(Attributes attributes, String name, String expected, Maker maker) {
        attributes.list(
                name,
                (node, at) -> {
                    Capability capability =
                            node.isTextual() && node.textValue().length() <= MAX_TEXT
                                    ? maker.make(node.textValue())
                                    : null;
                    if (capability == null) {
                        problems.add(at, "unknown_option", expected + " is expected");
                    } else if (!found.add(capability)) {
                        problems.add(at, "not_unique", "It is listed twice");
                    }
                    return capability;
                });
    }
}
