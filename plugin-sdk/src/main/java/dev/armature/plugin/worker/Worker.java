package dev.armature.plugin.worker;

import dev.armature.plugin.protocol.FrameReader;
import dev.armature.plugin.protocol.FrameWriter;
import dev.armature.plugin.protocol.FromWorker;
import dev.armature.plugin.protocol.ToWorker;
import dev.armature.plugin.sandbox.Limits;
import dev.armature.plugin.script.ScriptEngine;
import dev.armature.plugin.script.ScriptModule;
import dev.armature.plugin.script.Surroundings.HostReply;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Reads the platform's messages and acts upon them. */
final class Worker {

    private static final int WARM_UPS = 2;

    private final ScriptEngine engine;
    private final FrameReader in;
    private final Outbox outbox;
    private final Watchdog watchdog;
    private final ExecutorService threads;
    private final Map<Integer, ScriptModule> modules = new HashMap<>();
    private final Map<Long, RunningCall> calls = new ConcurrentHashMap<>();

    Worker(ScriptEngine engine, InputStream in, OutputStream out) {
        this.engine = engine;
        this.in = new FrameReader(in);
        this.outbox = new Outbox(new FrameWriter(out));
        this.watchdog = new Watchdog(outbox);
        // The platform bounds how many calls it sends.
        this.threads =
                new ThreadPoolExecutor(
                        0,
                        Integer.MAX_VALUE,
                        1,
                        TimeUnit.MINUTES,
                        new SynchronousQueue<>(),
                        engine::newThread);
    }

    /** Serves until the platform closes the stream. */
    void run() throws IOException, InterruptedException {
        if (!isSoundAfterWarmUp()) {
            throw new IllegalStateException("the script engine does not pass its self-test");
        }
        engine.prepareContexts();
        watchdog.start();
        outbox.send(new FromWorker.Ready());
        ToWorker message = in.readToWorker();
        while (message != null) {
            take(message);
            message = in.readToWorker();
        }
        if (!calls.isEmpty()) {
            // Shutting down in an orderly way would wait for scripts that may never end.
            Runtime.getRuntime().halt(0);
        }
        threads.shutdown();
    }

    private boolean isSoundAfterWarmUp() throws InterruptedException {
        AtomicBoolean sound = new AtomicBoolean(true);
        Thread thread =
                engine.newThread(() -> {
                    for (int i = 0; i < WARM_UPS; i++) {
                        sound.compareAndSet(true, engine.isSound());
                    }
                });
        thread.start();
        thread.join();
        return sound.get();
    }

    private void take(ToWorker message) {
        switch (message) {
            case ToWorker.KeepModule keep ->
                    modules.put(keep.module(), new ScriptModule(keep.name(), keep.source()));
            case ToWorker.ForgetModule forget -> modules.remove(forget.module());
            case ToWorker.Invoke invoke ->
                    start(
                            invoke.call(),
                            invoke.module(),
                            invoke.limits(),
                            script -> script.invoke(invoke.handler(), invoke.contextJson()));
            case ToWorker.Check check ->
                    start(
                            check.call(),
                            check.module(),
                            check.limits(),
                            script -> script.check(check.handlers()));
            case ToWorker.HostAnswer answer ->
                    reply(answer.call(), new HostReply.Answer(answer.json()));
            case ToWorker.HostRefusal refusal ->
                    reply(
                            refusal.call(),
                            new HostReply.Refusal(
                                    refusal.code(),
                                    refusal.message(),
                                    Objects.requireNonNullElse(refusal.field(), "")));
            case ToWorker.Cancel cancel -> {
                RunningCall call = calls.get(cancel.call());
                if (call != null) {
                    call.cancel();
                }
            }
        }
    }

    private void start(long id, int module, Limits limits, RunningCall.Work work) {
        ScriptModule kept =
                Objects.requireNonNull(modules.get(module), "the platform sent no such module");
        RunningCall call = new RunningCall(id, engine, kept, limits, work, outbox, watchdog, calls);
        calls.put(id, call);
        threads.execute(call);
    }

    private void reply(long id, HostReply reply) {
        RunningCall call = calls.get(id);
        if (call != null) {
            call.reply(reply);
        }
    }
}
