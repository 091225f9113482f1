package dev.armature.engine.plugin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.access.Caller;
import dev.armature.engine.record.Cause;
import dev.armature.engine.record.Command;
import dev.armature.engine.record.RecordWriter;
import dev.armature.metadata.change.MetadataPublisher;
import dev.armature.metadata.change.PluginMetadata;
import dev.armature.metadata.database.TenantTransactions;
import dev.armature.metadata.model.TenantModel;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.problem.Problem;
import dev.armature.metadata.problem.Problems;
import dev.armature.metadata.tenant.TenantId;
import dev.armature.plugin.archive.PluginArchive;
import dev.armature.plugin.manifest.Capability;
import dev.armature.plugin.manifest.PluginManifest;
import dev.armature.plugin.manifest.PluginManifest.Moment;
import dev.armature.plugin.manifest.Version;
import dev.armature.plugin.manifest.VersionRange;
import dev.armature.plugin.sandbox.PluginCode;
import dev.armature.plugin.sandbox.PluginOutcome;
import dev.armature.plugin.sandbox.PluginSandbox;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Installs, upgrades, switches and removes plugins. An installation is one transaction: objects,
 * code and seed records come in together or not at all. Thread-safe.
 */
public final class PluginInstaller {

    /** The version of the interface to plugins that this platform has. */
    public static final Version PLATFORM = Version.of(1, 0, 0);

    private final TenantTransactions transactions;
    private final MetadataPublisher publisher;
    private final PluginStore store;
    private final Plugins plugins;
    private final PluginSandbox sandbox;
    private final RecordWriter writer;

    public PluginInstaller(
            TenantTransactions transactions,
            MetadataPublisher publisher,
            PluginStore store,
            Plugins plugins,
            PluginSandbox sandbox,
            RecordWriter writer) {
        this.transactions = transactions;
        this.publisher = publisher;
        this.store = store;
        this.plugins = plugins;
        this.sandbox = sandbox;
        this.writer = writer;
    }

    /**
     * Installs a plugin, or brings an installed one to another version. What the manifest asks for
     * is granted by this.
     *
     * @throws EngineException {@code invalid_plugin} with everything wrong with it
     */
    public InstalledPlugin install(Caller caller, byte[] zip) {
        PluginArchive archive = PluginArchive.read(zip);
        TenantId tenant = caller.tenantId();
        requireFit(archive, store.list(tenant));
        checkModule(tenant, archive);
        String id = archive.manifest().id();
        TenantModel model =
                transactions.change(
                        tenant,
                        (connection, version) -> {
                            TenantModel installed = publish(connection, version, caller, archive);
                            store.put(connection, tenant, caller.userId(), archive);
                            seed(connection, installed, caller, archive);
                            return installed;
                        });
        publisher.published(model);
        plugins.changed(tenant);
        return plugins.required(tenant, id);
    }

    private TenantModel publish(
            Connection connection, long version, Caller caller, PluginArchive archive) {
        String id = archive.manifest().id();
        try {
            return publisher.publishWithin(
                    connection,
                    version,
                    caller.tenantId(),
                    caller.userId(),
                    "install plugin " + id + " " + archive.manifest().version(),
                    PluginMetadata.install(id, archive.localizedObjects()));
        } catch (EngineException e) {
            throw e.code() == ErrorCode.INVALID_METADATA
                    ? new EngineException(ErrorCode.INVALID_PLUGIN, e.detail(), e.problems())
                    : e;
        }
    }

    private void seed(
            Connection connection, TenantModel model, Caller caller, PluginArchive archive) {
        Cause cause = Cause.of("plugin", archive.manifest().id());
        for (PluginArchive.Seed seed : archive.seeds()) {
            List<Command> commands = new ArrayList<>();
            for (ObjectNode record : seed.records()) {
                commands.add(
                        new Command.Upsert(
                                seed.object(), seed.key(), record.path(seed.key()), record, null));
            }
            writer.writeDuringChange(connection, model, caller, commands, cause);
        }
    }

    /** Refuses what this platform, or this tenant, does not have. */
    private static void requireFit(PluginArchive archive, List<InstalledPlugin> installed) {
        PluginManifest manifest = archive.manifest();
        Problems problems = new Problems();
        if (!manifest.engine().contains(PLATFORM)) {
            problems.add(
                    "plugin.json#/engine",
                    "version_mismatch",
                    "The plugin is made for "
                            + manifest.engine()
                            + ", this platform is "
                            + PLATFORM);
        }
        for (Map.Entry<String, VersionRange> required : manifest.requires().entrySet()) {
            boolean there =
                    installed.stream()
                            .anyMatch(plugin ->
                                    plugin.id().equals(required.getKey())
                                            && required.getValue()
                                                    .contains(plugin.manifest().version()));
            if (!there) {
                problems.add(
                        "plugin.json#/requires",
                        "missing_plugin",
                        "Install the plugin "
                                + required.getKey()
                                + " "
                                + required.getValue()
                                + " first");
            }
        }
        offered(manifest, problems);
        if (!archive.migrations().isEmpty()) {
            problems.add(
                    "migrations/",
                    "not_available",
                    "Migrations are not carried out by this version of the platform");
        }
        problems.throwIfAny(ErrorCode.INVALID_PLUGIN);
    }

    /** A plugin that asks for what is not there yet is told now, not when its code runs. */
    private static void offered(PluginManifest manifest, Problems problems) {
        for (Capability capability : manifest.capabilities().all()) {
            if (!(capability instanceof Capability.Records)) {
                problems.add(
                        "plugin.json#/capabilities",
                        "not_available",
                        "The capability "
                                + capability.label()
                                + " is not offered by this version of the platform");
            }
        }
        for (PluginManifest.Hook hook : manifest.hooks()) {
            if (hook.on().contains(Moment.BEFORE_COMMIT)) {
                problems.add(
                        "plugin.json#/hooks",
                        "not_available",
                        "The moment beforeCommit is not offered by this version of the platform");
            }
        }
        Map<String, List<?>> parts =
                Map.of(
                        "subscriptions",
                        manifest.subscriptions(),
                        "endpoints",
                        manifest.endpoints(),
                        "actions",
                        manifest.actions(),
                        "jobs",
                        manifest.jobs(),
                        "ui",
                        manifest.ui());
        parts.forEach((name, list) -> {
            if (!list.isEmpty()) {
                problems.add(
                        "plugin.json#/" + name,
                        "not_available",
                        "\"" + name + "\" is not offered by this version of the platform");
            }
        });
    }

    private void checkModule(TenantId tenant, PluginArchive archive) {
        String module = archive.serverModule();
        List<String> handlers = archive.manifest().handlers();
        if (module == null) {
            if (!handlers.isEmpty()) {
                throw invalid("The manifest names handlers, but there is no server/index.js");
            }
            return;
        }
        PluginCode code =
                new PluginCode(
                        tenant.toString(), archive.manifest().id(), archive.checksum(), module);
        switch (sandbox.check(code, handlers)) {
            case PluginOutcome.Returned returned -> {}
            case PluginOutcome.Refused refused -> throw invalid(refused.message());
            case PluginOutcome.Threw threw -> throw invalid(threw.message());
            case PluginOutcome.LimitExceeded exceeded ->
                    throw invalid(
                            "It goes over the limit \""
                                    + exceeded.limit()
                                    + "\" ("
                                    + exceeded.value()
                                    + ") while it is loaded");
            case PluginOutcome.Busy busy ->
                    throw new EngineException(ErrorCode.OVERLOADED, busy.reason());
            case PluginOutcome.WorkerLost lost ->
                    throw new EngineException(ErrorCode.OVERLOADED, lost.reason());
        }
    }

    private static EngineException invalid(String message) {
        return EngineException.invalid(
                ErrorCode.INVALID_PLUGIN,
                new Problem("server/index.js", "invalid_module", message));
    }

    /** Lets a plugin's code run again. */
    public InstalledPlugin enable(Caller caller, String id) {
        return set(caller, id, InstalledPlugin.State.ENABLED);
    }

    /** Stops a plugin's code; its objects and records stay. */
    public InstalledPlugin disable(Caller caller, String id) {
        return set(caller, id, InstalledPlugin.State.DISABLED);
    }

    private InstalledPlugin set(Caller caller, String id, InstalledPlugin.State state) {
        plugins.required(caller.tenantId(), id);
        store.setState(caller, id, state);
        plugins.changed(caller.tenantId());
        return plugins.required(caller.tenantId(), id);
    }

    /**
     * Removes a plugin with its objects. They can be restored for a while, like any deleted object.
     *
     * @throws EngineException {@code invalid_metadata} naming what of the tenant still uses them
     */
    public void uninstall(Caller caller, String id) {
        TenantId tenant = caller.tenantId();
        InstalledPlugin plugin = plugins.required(tenant, id);
        requireUnneeded(tenant, plugin);
        TenantModel model =
                transactions.change(
                        tenant,
                        (connection, version) -> {
                            store.remove(connection, tenant, id);
                            return publisher.publishWithin(
                                    connection,
                                    version,
                                    tenant,
                                    caller.userId(),
                                    "remove plugin " + id,
                                    PluginMetadata.remove(id));
                        });
        publisher.published(model);
        plugins.changed(tenant);
    }

    private void requireUnneeded(TenantId tenant, InstalledPlugin plugin) {
        for (InstalledPlugin other : store.list(tenant)) {
            if (other.manifest().requires().containsKey(plugin.id())) {
                throw new EngineException(
                        ErrorCode.STATE_CONFLICT,
                        "The plugin " + other.id() + " needs it; remove that first");
            }
        }
    }
}
