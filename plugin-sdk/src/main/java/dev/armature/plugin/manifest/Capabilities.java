package dev.armature.plugin.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.json.Json;
import dev.armature.plugin.manifest.Capability.FileOperation;
import dev.armature.plugin.manifest.Capability.Operation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What a plugin asks for, or was granted. Functions that reach nothing but the plugin's own (its
 * cache, its locks, its jobs) need no capability.
 */
public record Capabilities(Set<Capability> all) {

    /** None at all. */
    public static final Capabilities NONE = new Capabilities(Set.of());

    /** Whether a call of a host function is covered. */
    public sealed interface Decision {

        /** It is. */
        record Granted() implements Decision {}

        /**
         * It is not.
         *
         * @param capability the label of what is missing, as in {@link Capability#label}
         */
        record Missing(String capability) implements Decision {

            /** What to tell the plugin, with the code {@code capability_missing}. */
            public String message() {
                return "The plugin was not granted " + capability;
            }
        }

        /**
         * There is no such function, or it cannot be called like this.
         *
         * @param message what is wrong
         */
        record Invalid(String message) implements Decision {}
    }

    private static final Decision GRANTED = new Decision.Granted();

    public Capabilities {
        all = Collections.unmodifiableSet(new LinkedHashSet<>(all));
    }

    public boolean contains(Capability capability) {
        return all.contains(capability);
    }

    /** The labels, for an administrator who is to grant them. */
    public List<String> labels() {
        return all.stream().map(Capability::label).toList();
    }

    /** What of this goes beyond what was granted, as when a new version asks for more. */
    public Capabilities beyond(Capabilities granted) {
        Set<Capability> more = new LinkedHashSet<>(all);
        more.removeAll(granted.all);
        return new Capabilities(more);
    }

    /**
     * Decides on one call.
     *
     * @param function as the script named it
     * @param arguments as the script gave them; only what the decision needs is looked at
     */
    public Decision decide(String function, JsonNode arguments) {
        HostFunction known = HostFunction.named(function);
        if (known == null) {
            return new Decision.Invalid("There is no host function " + function);
        }
        return switch (known) {
            case RECORDS_GET, RECORDS_QUERY, RECORDS_AGGREGATE ->
                    records(arguments, Operation.READ);
            case RECORDS_CREATE -> records(arguments, Operation.CREATE);
            case RECORDS_UPDATE -> records(arguments, Operation.UPDATE);
            case RECORDS_UPSERT -> records(arguments, Operation.CREATE, Operation.UPDATE);
            case RECORDS_DELETE -> records(arguments, Operation.DELETE);
            case EVENTS_EMIT ->
                    matching(
                            arguments,
                            "event",
                            "events.",
                            event ->
                                    capability ->
                                            capability instanceof Capability.Events events
                                                    && events.allows(event));
            case HTTP_FETCH ->
                    matching(
                            arguments,
                            "url",
                            "http ",
                            url ->
                                    capability ->
                                            capability instanceof Capability.Http http
                                                    && http.addresses().allows(url));
            case SECRETS_GET ->
                    matching(
                            arguments,
                            "name",
                            "secrets.",
                            name -> new Capability.Secret(name)::equals);
            case EMAIL_SEND -> exactly(new Capability.Email());
            case FILES_READ -> exactly(new Capability.Files(FileOperation.READ));
            case FILES_WRITE -> exactly(new Capability.Files(FileOperation.WRITE));
            case JOBS_ENQUEUE, CACHE_GET, CACHE_SET, LOCK -> GRANTED;
        };
    }

    private Decision records(JsonNode arguments, Operation... operations) {
        JsonNode object = arguments.path("object");
        if (!object.isTextual()) {
            return new Decision.Invalid("\"object\" must be the name of an object");
        }
        for (Operation operation : operations) {
            Decision decision = exactly(new Capability.Records(object.textValue(), operation));
            if (!(decision instanceof Decision.Granted)) {
                return decision;
            }
        }
        return GRANTED;
    }

    private Decision exactly(Capability needed) {
        return all.contains(needed) ? GRANTED : new Decision.Missing(needed.label());
    }

    /** Finds a capability that covers what one argument says. */
    private Decision matching(
            JsonNode arguments,
            String argument,
            String prefix,
            Function<String, Predicate<Capability>> covering) {
        JsonNode value = arguments.path(argument);
        if (!value.isTextual()) {
            return new Decision.Invalid("\"" + argument + "\" must be a text");
        }
        String text = value.textValue();
        return all.stream().anyMatch(covering.apply(text))
                ? GRANTED
                : new Decision.Missing(prefix + shortened(text));
    }

    private static String shortened(String text) {
        return text.length() <= 200 ? text : text.substring(0, 200) + "…";
    }

    /** The form the manifest has, which {@link CapabilitiesReader} takes back. */
    public ObjectNode toJson() {
        ObjectNode out = Json.object();
        for (Capability capability : all) {
            switch (capability) {
                case Capability.Records(String object, Operation operation) ->
                        out.withObjectProperty("records")
                                .withArrayProperty(object)
                                .add(operation.spelling());
                case Capability.Http(UrlPattern addresses) ->
                        out.withArrayProperty("http").add(addresses.text());
                case Capability.Secret(String name) -> out.withArrayProperty("secrets").add(name);
                case Capability.Email() -> out.put("email", true);
                case Capability.Files(FileOperation operation) ->
                        out.withArrayProperty("files").add(operation.spelling());
                case Capability.Events(String pattern) ->
                        out.withArrayProperty("events").add(pattern);
                case Capability.RunAsPlugin() -> out.put("runAs", "plugin");
            }
        }
        return out;
    }

    /** Those of one kind. */
    public <C extends Capability> List<C> of(Class<C> kind) {
        List<C> found = new ArrayList<>();
        for (Capability capability : all) {
            if (kind.isInstance(capability)) {
                found.add(kind.cast(capability));
            }
        }
        return found;
    }
}
