package dev.armature.engine.plugin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.json.Json;
import dev.armature.plugin.manifest.Capabilities;
import dev.armature.plugin.manifest.PluginManifest;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A plugin as one tenant has it.
 *
 * @param reason why it is in its state, for a suspended one
 * @param granted what an administrator let it do
 * @param serverModule its code, or null when it has none
 */
public record InstalledPlugin(
        PluginManifest manifest,
        State state,
        @Nullable String reason,
        Capabilities granted,
        ObjectNode settings,
        String checksum,
        @Nullable String serverModule,
        Instant installedAt) {

    /** Whether its code runs. */
    public enum State {
        ENABLED,
        /** Switched off by an administrator. */
        DISABLED,
        /** Switched off by the platform, because it kept going over its limits. */
        SUSPENDED;

        /** The state's word in JSON and in the database. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public String id() {
        return manifest.id();
    }

    public ObjectNode toJson() {
        ObjectNode out =
                Json.object()
                        .put("id", id())
                        .put("version", manifest.version().toString())
                        .put("name", manifest.name())
                        .put("description", manifest.description())
                        .put("state", state.word())
                        .put("stateReason", reason);
        out.set("capabilities", granted.toJson());
        out.set("settings", settings);
        return out.put("installedAt", installedAt.toString());
    }
}
