package dev.armature.plugin.worker;

import dev.armature.plugin.protocol.FromWorker;
import dev.armature.plugin.sandbox.Limits;
import dev.armature.plugin.sandbox.PluginOutcome;
import dev.armature.plugin.sandbox.PluginOutcome.LimitExceeded;
import dev.armature.plugin.sandbox.Utf8;
import dev.armature.plugin.script.ScriptCall;
import dev.armature.plugin.script.ScriptEngine;
import dev.armature.plugin.script.ScriptFault;
import dev.armature.plugin.script.ScriptModule;
import dev.armature.plugin.script.Surroundings;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One call, from its thread's point of view and its watchdog's. Whichever of the two ends it first
 * answers the platform.
 */
final class RunningCall implements Runnable, Surroundings {

    /** What the call does with its script. */
    @FunctionalInterface
    interface Work {
        PluginOutcome on(ScriptCall script) throws ScriptFault;
    }

    private final long id;
    private final ScriptEngine engine;
    private final Limits limits;
    private final Work work;
    private final Outbox outbox;
    private final Watchdog watchdog;
    private final Map<Long, RunningCall> calls;
    private final ScriptCall script;
    private final BlockingQueue<HostReply> replies = new LinkedBlockingQueue<>();
    private final AtomicBoolean answered = new AtomicBoolean();
    private volatile @Nullable Meter meter;
    private final AtomicInteger hostCalls = new AtomicInteger();

    RunningCall(
            long id,
            ScriptEngine engine,
            ScriptModule module,
            Limits limits,
            Work work,
            Outbox outbox,
            Watchdog watchdog,
            Map<Long, RunningCall> calls) {
        this.id = id;
        this.engine = engine;
        this.limits = limits;
        this.work = work;
        this.outbox = outbox;
        this.watchdog = watchdog;
        this.calls = calls;
        this.script = new ScriptCall(engine, module, limits, this);
    }

    @Override
    public void run() {
        Meter own = new Meter(limits);
        meter = own;
        watchdog.watch(this);
        try {
            PluginOutcome outcome = work.on(script);
            stopWatching();
            answer(new FromWorker.Ended(id, outcome, own.usage(hostCalls.get()), false));
        } catch (ScriptFault e) {
            stopWatching();
            fault(own, e);
        }
    }

    private void stopWatching() {
        watchdog.forget(this);
        calls.remove(id);
    }

    /**
     * Sends the answer, or says that the thread has stopped if the watchdog has answered before.
     */
    private void answer(FromWorker.OfCall answer) {
        outbox.send(answered.compareAndSet(false, true) ? answer : new FromWorker.Gone(id));
    }

    private void fault(Meter own, ScriptFault fault) {
        if (answered.compareAndSet(false, true)) {
            String reason = String.valueOf(fault.getCause());
            outbox.send(new FromWorker.Faulted(id, own.usage(hostCalls.get()), reason));
        }
        outbox.send(engine.isSound() ? new FromWorker.Gone(id) : new FromWorker.Unsound());
    }

    /** Ends the call if it has gone over a limit. Called by the watchdog. */
    void inspect() {
        Meter own = meter;
        Meter.Excess excess = own == null || answered.get() ? null : own.excess();
        if (excess != null) {
            end(excess.limit(), excess.value());
        }
    }

    /** Ends the call for having gone over a limit. Called by the watchdog. */
    void end(String limit, String value) {
        script.trip(limit, value);
        replies.add(new HostReply.Abandoned());
        LimitExceeded breach = script.breach();
        Meter own = meter;
        if (breach != null && own != null && answered.compareAndSet(false, true)) {
            outbox.send(new FromWorker.Ended(id, breach, own.usage(hostCalls.get()), true));
        }
    }

    /** What the call has allocated so far. */
    long allocatedBytes() {
        Meter own = meter;
        return own == null ? 0 : own.usage(0).allocatedBytes();
    }

    /** Ends the call, for nobody waits for it. */
    void cancel() {
        answered.set(true);
        script.trip("cancelled", "");
        replies.add(new HostReply.Abandoned());
    }

    void reply(HostReply reply) {
        replies.add(reply);
    }

    @Override
    public void loaded() {
        Meter own = meter;
        if (own != null) {
            own.loaded();
        }
    }

    @Override
    public HostReply callHost(String function, String argumentsJson) {
        if (hostCalls.incrementAndGet() > limits.hostCalls()) {
            return exceeded("hostCalls", String.valueOf(limits.hostCalls()));
        }
        if (Utf8.length(argumentsJson) > limits.bytesOut()) {
            return exceeded("output", Utf8.inWords(limits.bytesOut()));
        }
        outbox.send(new FromWorker.HostRequest(id, function, argumentsJson));
        try {
            return replies.take();
        } catch (InterruptedException e) {
            // Cancelling a script interrupts its thread.
            return new HostReply.Abandoned();
        }
    }

    private HostReply exceeded(String limit, String value) {
        script.recordBreach(limit, value);
        return new HostReply.Abandoned();
    }
}
