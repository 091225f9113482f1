package dev.armature.engine.plugin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.armature.engine.query.Aggregator;
import dev.armature.engine.query.RecordReader;
import dev.armature.engine.record.Draft;
import dev.armature.engine.record.RecordWriter;
import dev.armature.engine.record.WriteSession;
import dev.armature.engine.record.WriteStep;
import dev.armature.engine.sql.Flush;
import dev.armature.engine.usage.PluginTime;
import dev.armature.metadata.expression.CheckedExpression;
import dev.armature.metadata.expression.ExpressionException;
import dev.armature.metadata.expression.Expressions;
import dev.armature.metadata.expression.ValueType;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.json.Pointers;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.problem.Problem;
import dev.armature.plugin.manifest.PluginManifest.Hook;
import dev.armature.plugin.manifest.PluginManifest.Moment;
import dev.armature.plugin.sandbox.Limits;
import dev.armature.plugin.sandbox.PluginCall;
import dev.armature.plugin.sandbox.PluginCode;
import dev.armature.plugin.sandbox.PluginOutcome;
import dev.armature.plugin.sandbox.PluginSandbox;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The step of a write in which plugins' hooks take part: they may change the record, or refuse it.
 */
public final class PluginHooks implements WriteStep {

    /** How deep a hook's write may set off hooks of its own. */
    public static final int MAX_NESTING = 5;

    private final Plugins plugins;
    private final PluginSandbox sandbox;
    private final PluginTime time;
    private final Supplier<RecordReader> reader;
    private final Supplier<Aggregator> aggregator;
    private final Supplier<RecordWriter> writer;
    private final Cache<ObjectModel, Map<String, CheckedExpression>> conditions =
            Caffeine.newBuilder().weakKeys().build();

    /**
     * The reader, aggregator and writer are asked for when a hook first needs them, because the
     * writer has this step.
     */
    public PluginHooks(
            Plugins plugins,
            PluginSandbox sandbox,
            PluginTime time,
            Supplier<RecordReader> reader,
            Supplier<Aggregator> aggregator,
            Supplier<RecordWriter> writer) {
        this.plugins = plugins;
        this.sandbox = sandbox;
        this.time = time;
        this.reader = reader;
        this.aggregator = aggregator;
        this.writer = writer;
    }

    @Override
    public void apply(WriteSession session, List<Draft> drafts) {
        List<InstalledPlugin> installed = plugins.of(session.caller().tenantId());
        for (InstalledPlugin plugin : installed) {
            if (plugin.state() == InstalledPlugin.State.ENABLED && plugin.serverModule() != null) {
                drafts.forEach(draft -> run(session, draft, plugin, plugin.serverModule()));
            }
        }
    }

    @Override
    public boolean looksAround(ObjectModel object) {
        return plugins.of(object.tenant().tenant()).stream()
                .filter(plugin -> plugin.state() == InstalledPlugin.State.ENABLED)
                .flatMap(plugin -> plugin.manifest().hooks().stream())
                .anyMatch(hook -> hook.object().equals(object.name()));
    }

    private void run(WriteSession session, Draft draft, InstalledPlugin plugin, String module) {
        Moment moment = moment(draft);
        if (moment == null) {
            return;
        }
        for (Hook hook : plugin.manifest().hooksOn(draft.object().name(), moment)) {
            if (draft.isAlive() && applies(session, draft, hook)) {
                call(session, draft, plugin, module, hook, moment);
            }
        }
    }

    private static @Nullable Moment moment(Draft draft) {
        return switch (draft.operation()) {
            case CREATE -> Moment.BEFORE_CREATE;
            case UPDATE -> Moment.BEFORE_UPDATE;
            case DELETE -> Moment.BEFORE_DELETE;
            case RESTORE -> null;
        };
    }

    private boolean applies(WriteSession session, Draft draft, Hook hook) {
        String when = hook.when();
        if (when == null) {
            return true;
        }
        Map<String, CheckedExpression> compiled =
                conditions.get(draft.object(), object -> new ConcurrentHashMap<>());
        try {
            return compiled.computeIfAbsent(
                            when,
                            text ->
                                    Expressions.check(
                                            text,
                                            draft.object().scope(true),
                                            ValueType.Scalar.BOOLEAN))
                    .holds(session.bindings(draft));
        } catch (ExpressionException e) {
            // The tenant changed the object since the plugin was installed.
            draft.refuse(
                    new EngineException(
                            ErrorCode.PLUGIN_FAILED,
                            "A hook's condition does not fit the object any more: "
                                    + e.problem().message()));
            return false;
        }
    }

    private void call(
            WriteSession session,
            Draft draft,
            InstalledPlugin plugin,
            String module,
            Hook hook,
            Moment moment) {
        if (session.depth() >= MAX_NESTING) {
            draft.refuse(limitExceeded(plugin, "nesting", MAX_NESTING + " writes"));
            return;
        }
        if (!hasTime(session, draft)) {
            return;
        }
        // A write by an old model begins again; the plugin shall not have run for nothing by then,
        // nor twice be counted for what it did once.
        Flush.sendDeferred(session.connection());
        ObjectNode context = HookRecord.context(session, draft, plugin, moment.spelling());
        HookHost host =
                new HookHost(
                        plugin,
                        session,
                        draft.cause().then("plugin", plugin.id()),
                        reader.get(),
                        aggregator.get(),
                        writer.get());
        PluginCode code =
                new PluginCode(
                        session.caller().tenantId().toString(),
                        plugin.id(),
                        plugin.checksum(),
                        module);
        PluginOutcome outcome =
                sandbox.call(
                        code,
                        new PluginCall(hook.handler(), Json.write(context), Limits.hook()),
                        host);
        switch (outcome) {
            case PluginOutcome.Returned returned ->
                    HookRecord.takeOver(
                            draft, (ObjectNode) context.get("record"), returned.recordJson());
            case PluginOutcome.Refused refused ->
                    draft.refuse(
                            refusal(
                                    ErrorCode.PLUGIN_REFUSED,
                                    refused.code(),
                                    refused.message(),
                                    refused.field()));
            case PluginOutcome.Threw threw -> draft.refuse(threw(plugin, threw));
            case PluginOutcome.LimitExceeded exceeded ->
                    draft.refuse(limitExceeded(plugin, exceeded.limit(), exceeded.value()));
            case PluginOutcome.Busy busy ->
                    draft.refuse(
                            new EngineException(
                                    ErrorCode.OVERLOADED,
                                    "The plugin " + plugin.id() + " is busy: " + busy.reason()));
            case PluginOutcome.WorkerLost lost ->
                    draft.refuse(
                            new EngineException(
                                    ErrorCode.OVERLOADED,
                                    "The plugin " + plugin.id() + " was interrupted; try again"));
        }
    }

    /** Refuses a write that a hook belongs to which cannot run any more in this month. */
    private boolean hasTime(WriteSession session, Draft draft) {
        try {
            time.require(session.connection(), session.caller().tenantId());
            return true;
        } catch (EngineException e) {
            draft.refuse(e);
            return false;
        }
    }

    private static EngineException limitExceeded(
            InstalledPlugin plugin, String limit, String value) {
        return new EngineException(
                ErrorCode.PLUGIN_LIMIT_EXCEEDED,
                "The plugin "
                        + plugin.id()
                        + " went over its limit \""
                        + limit
                        + "\" ("
                        + value
                        + ")");
    }

    private static EngineException threw(InstalledPlugin plugin, PluginOutcome.Threw threw) {
        String message = "The plugin " + plugin.id() + " failed: " + threw.message();
        if (threw.code() == null) {
            return new EngineException(ErrorCode.PLUGIN_FAILED, message);
        }
        // What the platform itself refused keeps its code.
        boolean missing = threw.code().equals(ErrorCode.CAPABILITY_MISSING.code());
        return refusal(
                missing ? ErrorCode.CAPABILITY_MISSING : ErrorCode.PLUGIN_FAILED,
                threw.code(),
                message,
                threw.field());
    }

    private static EngineException refusal(
            ErrorCode code, String ownCode, String message, @Nullable String field) {
        Problem problem =
                new Problem(field == null ? "" : Pointers.at("", field), ownCode, message);
        return new EngineException(code, ownCode, message, List.of(problem));
    }
}
