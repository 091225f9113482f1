package dev.armature.plugin.script;

import dev.armature.plugin.sandbox.Limits;
import dev.armature.plugin.sandbox.LogLine;
import dev.armature.plugin.sandbox.PluginOutcome;
import dev.armature.plugin.sandbox.PluginOutcome.LimitExceeded;
import dev.armature.plugin.script.Surroundings.HostReply;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/**
 * One call into a module, in a context of its own. {@link #invoke} or {@link #check} is called
 * once, on a thread of {@link ScriptEngine#newThread}; the other methods on any thread.
 */
public final class ScriptCall {

    private final ScriptEngine engine;
    private final ScriptModule module;
    private final Limits limits;
    private final Surroundings surroundings;
    private final ScriptLog log;
    private final AtomicReference<@Nullable LimitExceeded> breach = new AtomicReference<>();
    private @Nullable Context context;
    private @Nullable CompletableFuture<Void> cancellation;

    public ScriptCall(
            ScriptEngine engine, ScriptModule module, Limits limits, Surroundings surroundings) {
        this.engine = engine;
        this.module = module;
        this.limits = limits;
        this.surroundings = surroundings;
        this.log = new ScriptLog(limits.logLines());
    }

    /** Calls a handler. */
    public PluginOutcome invoke(String handler, String contextJson) throws ScriptFault {
        return run((fresh, exports) -> {
            fresh.function("invoke").executeVoid(exports, handler, contextJson);
            // By now the queue of promises has run dry.
            return Outcomes.read(
                    fresh.function("outcome").execute(), module.name(), limits, log.lines());
        });
    }

    /** Loads the module and looks for handlers. */
    public PluginOutcome check(List<String> handlers) throws ScriptFault {
        return run((fresh, exports) -> {
            Value missing = fresh.function("missing").execute(exports, String.join("\n", handlers));
            return missing.asString().isEmpty()
                    ? new PluginOutcome.Returned("null", null, log.lines())
                    : Outcomes.threw(
                            "The module does not export " + missing.asString(), log.lines());
        });
    }

    /** Ends the call, past any catch or finally block; what it makes of it is {@link #breach}. */
    public void trip(String limit, String value) {
        recordBreach(limit, value);
        cancel();
    }

    private synchronized void cancel() {
        Context running = context;
        if (running != null && cancellation == null) {
            // Closing waits for the script to end, so it has a thread of its own.
            cancellation = CompletableFuture.runAsync(() -> running.close(true), ScriptCall::start);
        }
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "script-cancel");
        thread.setDaemon(true);
        thread.start();
    }

    /** The limit that was gone over, with the log so far, or null. */
    public @Nullable LimitExceeded breach() {
        LimitExceeded found = breach.get();
        return found == null ? null : new LimitExceeded(found.limit(), found.value(), log.lines());
    }

    Limits limits() {
        return limits;
    }

    /**
     * Notes which limit was gone over; the first counts. Whoever calls this ends the script too.
     */
    public void recordBreach(String limit, String value) {
        breach.compareAndSet(null, new LimitExceeded(limit, value, List.of()));
    }

    private PluginOutcome run(Work work) throws ScriptFault {
        PreparedContext fresh = engine.contexts().take();
        try {
            PluginOutcome outcome = guarded(fresh, work);
            LimitExceeded exceeded = breach();
            return exceeded == null ? outcome : exceeded;
        } catch (PolyglotException e) {
            LimitExceeded exceeded = breach();
            return exceeded == null ? Outcomes.of(e, module.name(), limits, log.lines()) : exceeded;
        } catch (RuntimeException | Error e) {
            throw new ScriptFault(e);
        } finally {
            end(fresh.context());
        }
    }

    private PluginOutcome guarded(PreparedContext fresh, Work work) {
        fresh.begin(this);
        synchronized (this) {
            context = fresh.context();
            LimitExceeded early = breach();
            if (early != null) {
                return early;
            }
        }
        if (!module.isLoaded()) {
            fresh.context().parse(module.source());
            module.setLoaded();
        }
        surroundings.loaded();
        return work.on(fresh, fresh.context().eval(module.source()));
    }

    HostReply callHost(String function, String argumentsJson) {
        return surroundings.callHost(function, argumentsJson);
    }

    void writeLog(LogLine.Level level, String message) {
        log.write(level, message);
    }

    /**
     * Leaves nothing behind: neither the context nor a cancellation that would hit the next call.
     */
    private void end(Context finished) {
        CompletableFuture<Void> cancelling;
        synchronized (this) {
            context = null;
            cancelling = cancellation;
        }
        if (cancelling != null) {
            // A cancellation interrupts the thread, and this is not stopped by it.
            cancelling.exceptionally(failure -> null).join();
        }
        finished.close(true);
        GuestThread.current().guarded = null;
        Thread.interrupted();
    }

    /** What is done with a module once it is loaded. */
    @FunctionalInterface
    private interface Work {
        PluginOutcome on(PreparedContext fresh, Value exports);
    }
}
