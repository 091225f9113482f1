package dev.armature.plugin.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.problem.Problems;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What {@code plugin.json} says. Its form is published as {@code plugin.schema.json}.
 *
 * @param engine the versions of the platform it works with
 * @param requires by plugin id, the versions of the plugins it needs
 * @param capabilities what it asks to be granted
 * @param settings the JSON Schema of its settings, or null when it has none
 */
public record PluginManifest(
        String id,
        Version version,
        String name,
        @Nullable String description,
        VersionRange engine,
        Map<String, VersionRange> requires,
        Capabilities capabilities,
        @Nullable ObjectNode settings,
        List<Hook> hooks,
        List<Subscription> subscriptions,
        List<Endpoint> endpoints,
        List<PluginAction> actions,
        List<Job> jobs,
        List<UiPart> ui) {

    /** When a hook runs, within the transaction of a write. */
    public enum Moment {
        BEFORE_CREATE("beforeCreate"),
        BEFORE_UPDATE("beforeUpdate"),
        BEFORE_DELETE("beforeDelete"),
        /** Once for each record touched, after all of the transaction's changes. */
        BEFORE_COMMIT("beforeCommit");

        private final String spelling;

        Moment(String spelling) {
            this.spelling = spelling;
        }

        public String spelling() {
            return spelling;
        }
    }

    /**
     * Code that takes part in writes of an object's records.
     *
     * @param when a condition over the record, or null for always
     */
    public record Hook(String object, Set<Moment> on, String handler, @Nullable String when) {
        public Hook {
            on = Collections.unmodifiableSet(new LinkedHashSet<>(on));
        }
    }

    /**
     * Code that learns of events after they were committed.
     *
     * @param event a name, or the beginning of one with {@code .*} after it
     */
    public record Subscription(String event, String handler) {}

    /** The methods of endpoints. */
    public enum Method {
        GET,
        POST,
        PUT,
        PATCH,
        DELETE
    }

    /**
     * Code that answers requests.
     *
     * @param path below the plugin's own address; a step in braces matches anything
     * @param access what a caller needs, or null when to be signed in is enough
     */
    public record Endpoint(
            Method method, String path, String handler, Capability.@Nullable Records access) {}

    /**
     * Code that rules can call.
     *
     * @param input the JSON Schema of its input, or null when it takes none
     */
    public record PluginAction(
            String name, String label, @Nullable ObjectNode input, String handler) {}

    /**
     * Code that runs by itself.
     *
     * @param cron when, or null when it is only enqueued
     */
    public record Job(String name, @Nullable String cron, String handler) {}

    /**
     * A page shown in a frame.
     *
     * @param slot where it stands, such as {@code record.panel}
     * @param object the object whose records it is about, or null
     * @param entry the file in the archive
     */
    public record UiPart(String slot, @Nullable String object, String entry) {}

    public PluginManifest {
        requires = Collections.unmodifiableMap(new LinkedHashMap<>(requires));
        hooks = List.copyOf(hooks);
        subscriptions = List.copyOf(subscriptions);
        endpoints = List.copyOf(endpoints);
        actions = List.copyOf(actions);
        jobs = List.copyOf(jobs);
        ui = List.copyOf(ui);
    }

    /**
     * Reads a manifest. What is wrong with it becomes problems, and the result is then of no use.
     *
     * @param pointer what to put before each problem's pointer
     */
    public static PluginManifest read(JsonNode json, String pointer, Problems problems) {
        return new ManifestReader(json, pointer, problems).read();
    }

    /** Every handler it names, each once. */
    public List<String> handlers() {
        Set<String> handlers = new LinkedHashSet<>();
        hooks.forEach(hook -> handlers.add(hook.handler()));
        subscriptions.forEach(subscription -> handlers.add(subscription.handler()));
        endpoints.forEach(endpoint -> handlers.add(endpoint.handler()));
        actions.forEach(action -> handlers.add(action.handler()));
        jobs.forEach(job -> handlers.add(job.handler()));
        return new ArrayList<>(handlers);
    }

    /** Its hooks on an object at a moment, in the manifest's order. */
    public List<Hook> hooksOn(String object, Moment moment) {
        return hooks.stream()
                .filter(hook -> hook.object().equals(object) && hook.on().contains(moment))
                .toList();
    }
}
