package dev.armature.plugin.script;

import dev.armature.plugin.sandbox.Limits;
import dev.armature.plugin.sandbox.LogLine;
import dev.armature.plugin.sandbox.PluginOutcome;
import dev.armature.plugin.sandbox.PluginOutcome.LimitExceeded;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyExecutable;
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
        return run((api, exports) -> {
            api.getMember("invoke").executeVoid(exports, handler, contextJson);
            // By now the queue of promises has run dry.
            return Outcomes.read(
                    api.getMember("outcome").execute(), module.name(), limits, log.lines());
        });
    }

    /** Loads the module and looks for handlers. */
    public PluginOutcome check(List<String> handlers) throws ScriptFault {
        return run((api, exports) -> {
            Value missing = api.getMember("missing").execute(exports, String.join("\n", handlers));
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
        GuestThread thread = GuestThread.current();
        Context fresh = engine.newContext();
        try {
            PluginOutcome outcome = guarded(fresh, thread, work);
            LimitExceeded exceeded = breach();
            return exceeded == null ? outcome : exceeded;
        } catch (PolyglotException e) {
            LimitExceeded exceeded = breach();
            if (exceeded != null) {
                return exceeded;
            }
            return Outcomes.of(e, module.name(), limits, log.lines());
        } catch (RuntimeException | Error e) {
            throw new ScriptFault(e);
        } finally {
            end(fresh);
            thread.guarded = null;
        }
    }

    private PluginOutcome guarded(Context fresh, GuestThread thread, Work work) {
        GuardState guard = engine.guard().state(fresh);
        guard.arm(this);
        thread.guarded = guard;
        synchronized (this) {
            context = fresh;
            LimitExceeded early = breach();
            if (early != null) {
                return early;
            }
        }
        Value api = fresh.eval(engine.preludeSource()).execute(hostFunction(guard), logFunction());
        if (!module.isLoaded()) {
            fresh.parse(module.source());
            module.setLoaded();
        }
        surroundings.loaded();
        return work.on(api, fresh.eval(module.source()));
    }

    private ProxyExecutable hostFunction(GuardState guard) {
        return arguments -> {
            Surroundings.HostReply reply =
                    surroundings.callHost(text(arguments[0]), text(arguments[1]));
            return switch (reply) {
                case Surroundings.HostReply.Answer answer -> "=" + answer.json();
                case Surroundings.HostReply.Refusal refusal ->
                        "!" + refusal.code() + "\n" + refusal.field() + "\n" + refusal.message();
                case Surroundings.HostReply.Abandoned abandoned -> {
                    guard.end(null);
                    throw new IllegalStateException("an ended script went on");
                }
            };
        };
    }

    private ProxyExecutable logFunction() {
        return arguments -> {
            log.write(LogLine.Level.valueOf(text(arguments[0])), text(arguments[1]));
            return null;
        };
    }

    /** Scripts can change the built-in functions that the prelude uses, so texts may be none. */
    private static String text(Value value) {
        return value.isString() ? value.asString() : "";
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
        Thread.interrupted();
    }

    /** What is done with a module once it is loaded. */
    @FunctionalInterface
    private interface Work {
        PluginOutcome on(Value api, Value exports);
    }
}
