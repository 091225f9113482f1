package dev.armature.plugin.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.definition.Names;
import dev.armature.metadata.json.Attributes;
import dev.armature.metadata.json.Pointers;
import dev.armature.metadata.problem.Problems;
import dev.armature.plugin.manifest.PluginManifest.Endpoint;
import dev.armature.plugin.manifest.PluginManifest.Hook;
import dev.armature.plugin.manifest.PluginManifest.Job;
import dev.armature.plugin.manifest.PluginManifest.Method;
import dev.armature.plugin.manifest.PluginManifest.Moment;
import dev.armature.plugin.manifest.PluginManifest.PluginAction;
import dev.armature.plugin.manifest.PluginManifest.Subscription;
import dev.armature.plugin.manifest.PluginManifest.UiPart;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads one manifest, and says everything that is wrong with it. */
final class ManifestReader {

    static final Pattern ID = Pattern.compile("[a-z][a-z0-9]{1,30}");

    private static final Pattern HANDLER =
            Pattern.compile("[A-Za-z_][A-Za-z0-9_]*(\\.[A-Za-z_][A-Za-z0-9_]*)*");
    private static final Pattern EVENT =
            Pattern.compile(
                    "[a-z][A-Za-z0-9]*(\\.[a-z][A-Za-z0-9]*)+(\\.\\*)?|[a-z][A-Za-z0-9]*\\.\\*");
    private static final Pattern ENDPOINT_PATH =
            Pattern.compile("(/([A-Za-z0-9_.-]+|\\{[a-z][A-Za-z0-9]*\\}))+");
    private static final Pattern ACCESS =
            Pattern.compile("([a-z][A-Za-z0-9]{0,62}):(read|create|update|delete)");
    private static final Pattern CRON = Pattern.compile("[0-9*/,-]+( [0-9A-Za-z*/,-]+){4}");
    private static final Pattern SLOT = Pattern.compile("[a-z][A-Za-z]*(\\.[a-z][A-Za-z]*)*");
    private static final Pattern UI_ENTRY = Pattern.compile("ui/[A-Za-z0-9_./-]+\\.html");
    private static final int MAX_TEXT = 200;
    private static final VersionRange ANY = Objects.requireNonNull(VersionRange.parse("*"));

    private final Attributes manifest;
    private final Problems problems;

    ManifestReader(JsonNode json, String pointer, Problems problems) {
        this.manifest = Attributes.of(json, pointer, problems);
        this.problems = problems;
    }

    PluginManifest read() {
        manifest.has("$schema");
        String id = matching(manifest, "id", ID, "An id of 2 to 31 small letters and digits");
        PluginManifest read =
                new PluginManifest(
                        id,
                        version(),
                        manifest.text("name", 120),
                        manifest.optionalText("description", 1_000),
                        range(manifest, "engine"),
                        requires(id),
                        capabilities(),
                        schema(manifest, "settings"),
                        manifest.list("hooks", each(this::hook)),
                        manifest.list("subscriptions", each(this::subscription)),
                        manifest.list("endpoints", each(this::endpoint)),
                        manifest.list("actions", each(this::action)),
                        manifest.list("jobs", each(this::job)),
                        manifest.list("ui", each(this::uiPart)));
        manifest.finish();
        unique("actions", read.actions(), PluginAction::name);
        unique("jobs", read.jobs(), Job::name);
        unique("endpoints", read.endpoints(), ManifestReader::address);
        return read;
    }

    /** Two endpoints that differ in the names of their parameters alone are one. */
    private static String address(Endpoint endpoint) {
        return endpoint.method() + " " + endpoint.path().replaceAll("\\{[^}]*\\}", "{}");
    }

    private Version version() {
        String text = manifest.text("version", MAX_TEXT);
        Version version = Version.parse(text);
        if (version == null && !text.isEmpty()) {
            problems.add(
                    manifest.pointer("version"),
                    "invalid_version",
                    "A version such as 1.2.0 is expected");
        }
        return version == null ? Version.of(0, 0, 0) : version;
    }

    private VersionRange range(Attributes attributes, String name) {
        String text = attributes.text(name, MAX_TEXT);
        VersionRange range = VersionRange.parse(text);
        if (range == null && !text.isEmpty()) {
            problems.add(
                    attributes.pointer(name),
                    "invalid_version",
                    "A range of versions such as \">=1.0 <2\" or \"^1.2\" is expected");
        }
        return range == null ? ANY : range;
    }

    private Map<String, VersionRange> requires(String own) {
        Map<String, VersionRange> requires = new LinkedHashMap<>();
        JsonNode node = manifest.node("requires");
        if (node == null) {
            return requires;
        }
        String pointer = manifest.pointer("requires");
        Attributes plugins = Attributes.of(node, pointer, problems);
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            String plugin = entry.getKey();
            if (!ID.matcher(plugin).matches() || plugin.equals(own)) {
                problems.add(
                        Pointers.at(pointer, plugin),
                        "invalid_name",
                        "\"" + plugin + "\" is not the id of another plugin");
            }
            requires.put(plugin, range(plugins, plugin));
        }
        return requires;
    }

    private Capabilities capabilities() {
        JsonNode node = manifest.node("capabilities");
        return node == null
                ? Capabilities.NONE
                : CapabilitiesReader.read(node, manifest.pointer("capabilities"), problems);
    }

    private @Nullable ObjectNode schema(Attributes attributes, String name) {
        JsonNode node = attributes.node(name);
        if (node == null) {
            return null;
        }
        String pointer = attributes.pointer(name);
        if (node instanceof ObjectNode object) {
            JsonSchemas.check(object, pointer, problems);
            return object;
        }
        problems.add(pointer, "wrong_type", "A JSON Schema is expected here");
        return null;
    }

    private Hook hook(Attributes hook) {
        return new Hook(
                objectName(hook), moments(hook), handler(hook), hook.optionalText("when", 10_000));
    }

    private Set<Moment> moments(Attributes hook) {
        Set<Moment> moments = EnumSet.noneOf(Moment.class);
        List<String> written = hook.texts("on", 30);
        for (Moment moment : Moment.values()) {
            if (written.contains(moment.spelling())) {
                moments.add(moment);
            }
        }
        if (moments.isEmpty() || moments.size() != written.size()) {
            problems.add(
                    hook.pointer("on"),
                    "unknown_option",
                    "Some of beforeCreate, beforeUpdate, beforeDelete, beforeCommit are expected,"
                            + " each once");
        }
        return moments;
    }

    private Subscription subscription(Attributes subscription) {
        return new Subscription(
                matching(subscription, "event", EVENT, "A name such as crm.deal.won or crm.*"),
                handler(subscription));
    }

    private Endpoint endpoint(Attributes endpoint) {
        endpoint.text("method", 10);
        Method method =
                endpoint.choice("method", Method.GET, List.of(Method.values()), Method::name);
        return new Endpoint(
                method,
                matching(endpoint, "path", ENDPOINT_PATH, "A path such as /deals/{id}/quote"),
                handler(endpoint),
                access(endpoint));
    }

    private Capability.@Nullable Records access(Attributes endpoint) {
        String text = endpoint.text("access", MAX_TEXT);
        var match = ACCESS.matcher(text);
        if (match.matches()) {
            for (Capability.Operation operation : Capability.Operation.values()) {
                if (operation.spelling().equals(match.group(2))) {
                    return new Capability.Records(match.group(1), operation);
                }
            }
        }
        if (!text.isEmpty() && !text.equals("signedIn")) {
            problems.add(
                    endpoint.pointer("access"),
                    "unknown_option",
                    "signedIn is expected, or what a caller needs, as in deal:update");
        }
        return null;
    }

    private PluginAction action(Attributes action) {
        String name = Names.read(action);
        return new PluginAction(
                name, Names.readLabel(action, name), schema(action, "input"), handler(action));
    }

    private Job job(Attributes job) {
        String cron = job.optionalText("cron", MAX_TEXT);
        if (cron != null && !CRON.matcher(cron).matches()) {
            problems.add(
                    job.pointer("cron"),
                    "invalid_cron",
                    "Minute, hour, day, month and weekday are expected, as in 0 3 * * *");
        }
        return new Job(Names.read(job), cron, handler(job));
    }

    private UiPart uiPart(Attributes part) {
        return new UiPart(
                matching(part, "slot", SLOT, "A place such as record.panel"),
                part.has("object") ? objectName(part) : null,
                matching(part, "entry", UI_ENTRY, "A page in the archive, such as ui/panel.html"));
    }

    private String objectName(Attributes attributes) {
        String name = attributes.text("object", MAX_TEXT);
        if (!name.isEmpty() && !Names.isName(name)) {
            problems.add(
                    attributes.pointer("object"),
                    "invalid_name",
                    "\"" + name + "\" is no name of an object");
        }
        return name;
    }

    private String handler(Attributes attributes) {
        return matching(
                attributes,
                "handler",
                HANDLER,
                "A path from the module's exports, such as deal.beforeSave,");
    }

    private String matching(Attributes attributes, String name, Pattern pattern, String expected) {
        String text = attributes.text(name, MAX_TEXT);
        if (!text.isEmpty() && !pattern.matcher(text).matches()) {
            problems.add(attributes.pointer(name), "invalid_name", expected + " is expected");
        }
        return text;
    }

    private <T> Attributes.ElementReader<T> each(Function<Attributes, T> reader) {
        return (node, pointer) -> {
            Attributes attributes = Attributes.of(node, pointer, problems);
            T element = reader.apply(attributes);
            attributes.finish();
            return element;
        };
    }

    private <T> void unique(String list, List<T> elements, Function<T, String> key) {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < elements.size(); i++) {
            String value = key.apply(elements.get(i));
            if (!value.isEmpty() && !seen.add(value)) {
                problems.add(
                        Pointers.at(manifest.pointer(list), i),
                        "not_unique",
                        "\"" + value + "\" is listed twice");
            }
        }
    }
}
