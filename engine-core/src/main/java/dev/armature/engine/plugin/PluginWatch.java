package dev.armature.engine.plugin;

import dev.armature.engine.usage.UsageMeter;
import dev.armature.metadata.tenant.TenantId;
import dev.armature.plugin.sandbox.LogLine;
import dev.armature.plugin.sandbox.PluginCall;
import dev.armature.plugin.sandbox.PluginCode;
import dev.armature.plugin.sandbox.PluginOutcome;
import dev.armature.plugin.sandbox.SandboxListener;
import dev.armature.plugin.sandbox.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what plugins log and what becomes of their calls, and suspends one that keeps going over
 * its limits, for that tenant alone. Writes beside the calls, so that a write is neither held up
 * nor rolls back what it led to.
 */
public final class PluginWatch implements SandboxListener, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PluginWatch.class);

    /** How many notes wait to be written; beyond them they are dropped rather than piled up. */
    private static final int MAX_WAITING = 1_000;

    private final PluginStore store;
    private final Plugins plugins;
    private final UsageMeter meter;
    private final ExecutorService notes =
            Executors.newSingleThreadExecutor(Thread.ofVirtual().name("plugin-notes").factory());
    private final Semaphore waiting = new Semaphore(MAX_WAITING);

    /**
     * @param meter counts the processor time that plugins take
     */
    public PluginWatch(PluginStore store, Plugins plugins, UsageMeter meter) {
        this.meter = meter;
        this.store = store;
        this.plugins = plugins;
    }

    @Override
    public void ended(PluginCode code, PluginCall call, PluginOutcome outcome, Usage usage) {
        meter.plugin(tenant(code), usage.cpu());
        List<LogLine> lines = new ArrayList<>(outcome.log());
        switch (outcome) {
            case PluginOutcome.Threw threw ->
                    lines.add(
                            error(
                                    call.handler()
                                            + " failed: "
                                            + threw.message()
                                            + "\n"
                                            + threw.stack()));
            case PluginOutcome.LimitExceeded exceeded ->
                    lines.add(
                            error(
                                    call.handler()
                                            + " went over its limit \""
                                            + exceeded.limit()
                                            + "\" ("
                                            + exceeded.value()
                                            + ")"));
            default -> {}
        }
        if (!lines.isEmpty()) {
            later(() -> store.log(tenant(code), code.plugin(), lines));
        }
    }

    private static LogLine error(String message) {
        return new LogLine(LogLine.Level.ERROR, message.strip());
    }

    @Override
    public void breached(PluginCode code, PluginOutcome.LimitExceeded breach, int recent) {
        if (recent >= SUSPEND_AT) {
            later(() -> suspend(code, breach));
        }
    }

    private void suspend(PluginCode code, PluginOutcome.LimitExceeded breach) {
        String reason =
                "It went over its limits "
                        + SUSPEND_AT
                        + " times within ten minutes, at last over \""
                        + breach.limit()
                        + "\" ("
                        + breach.value()
                        + ")";
        if (store.setState(tenant(code), code.plugin(), InstalledPlugin.State.SUSPENDED, reason)) {
            plugins.changed(tenant(code));
            LOG.warn(
                    "Plugin {} of tenant {} is suspended: {}",
                    code.plugin(),
                    code.tenant(),
                    reason);
        }
    }

    @Override
    public void workerDied(String reason) {
        LOG.warn("A plugin worker ended and is replaced: {}", reason);
    }

    private static TenantId tenant(PluginCode code) {
        return new TenantId(Integer.parseInt(code.tenant()));
    }

    private void later(Runnable note) {
        if (!waiting.tryAcquire()) {
            return;
        }
        notes.execute(() -> {
            try {
                note.run();
            } catch (RuntimeException e) {
                LOG.warn("A note about a plugin could not be kept: {}", e.toString());
            } finally {
                waiting.release();
            }
        });
    }

    @Override
    public void close() {
        notes.shutdown();
    }
}
