package dev.armature.plugin.pool;

import dev.armature.plugin.protocol.FromWorker;
import dev.armature.plugin.protocol.ToWorker;
import dev.armature.plugin.sandbox.HostCallException;
import dev.armature.plugin.sandbox.HostFunctions;
import dev.armature.plugin.sandbox.Limits;
import dev.armature.plugin.sandbox.PluginCall;
import dev.armature.plugin.sandbox.PluginCode;
import dev.armature.plugin.sandbox.PluginOutcome;
import dev.armature.plugin.sandbox.PluginOutcome.Busy;
import dev.armature.plugin.sandbox.PluginOutcome.LimitExceeded;
import dev.armature.plugin.sandbox.PluginOutcome.Threw;
import dev.armature.plugin.sandbox.PluginOutcome.WorkerLost;
import dev.armature.plugin.sandbox.PluginSandbox;
import dev.armature.plugin.sandbox.SandboxListener;
import dev.armature.plugin.sandbox.Usage;
import dev.armature.plugin.sandbox.Utf8;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs plugins' code in worker processes. A call whose worker dies is made again, once and alone in
 * a worker, provided it has used no host function; so what brings workers down is found out, and
 * what merely stood beside it gets its answer.
 */
public final class WorkerSandbox implements PluginSandbox {

    private static final Logger LOG = LoggerFactory.getLogger(WorkerSandbox.class);
    private static final int MAX_SOURCE = 1 << 20;
    private static final Duration RECENT = Duration.ofMinutes(10);

    /** Deaths of workers that a plugin may have been part of before its calls are made alone. */
    private static final int SUSPICIOUS = 2;

    /** How long a call waits for the first worker of the platform to start. */
    private static final Duration FIRST_WAIT = Duration.ofSeconds(60);

    /** Bound while a host function runs, on the thread that made the call. */
    private static final ScopedValue<Boolean> WITHIN = ScopedValue.newInstance();

    private final SandboxOptions options;
    private final SandboxListener listener;
    private final WorkerPool pool;
    private final Admission admission;
    private final RecentCounts breaches = new RecentCounts(RECENT, System::nanoTime);
    private final RecentCounts suspicions = new RecentCounts(RECENT, System::nanoTime);

    private WorkerSandbox(SandboxOptions options, WorkerCommand command, SandboxListener listener) {
        this.options = options;
        this.listener = listener;
        this.pool = new WorkerPool(options, command, listener);
        this.admission =
                new Admission(
                        options,
                        Runtime.getRuntime().availableProcessors(),
                        System::nanoTime,
                        TimeUnit.NANOSECONDS::sleep);
    }

    /** Begins to start workers; calls made before they are ready wait for them. */
    public static WorkerSandbox start(SandboxOptions options, SandboxListener listener) {
        return start(
                options, listener, WorkerCommand.of(WorkerCommand.MAIN, options.heapMebibytes()));
    }

    static WorkerSandbox start(
            SandboxOptions options, SandboxListener listener, WorkerCommand command) {
        WorkerSandbox sandbox = new WorkerSandbox(options, command, listener);
        sandbox.pool.want();
        return sandbox;
    }

    /**
     * A sandbox whose workers are started with the first call or check, which waits for them: who
     * has no plugins has no processes for them.
     */
    public static WorkerSandbox whenNeeded(SandboxOptions options, SandboxListener listener) {
        return new WorkerSandbox(
                options, WorkerCommand.of(WorkerCommand.MAIN, options.heapMebibytes()), listener);
    }

    /** Waits until calls can be taken; false when that took too long. */
    public boolean awaitReady(Duration maxWait) throws InterruptedException {
        return pool.awaitOne(maxWait);
    }

    /** How many workers are ready. */
    public int workers() {
        return pool.size();
    }

    WorkerPool pool() {
        return pool;
    }

    @Override
    public PluginOutcome call(PluginCode code, PluginCall call, HostFunctions host) {
        Request request =
                new Request(
                        code,
                        call.limits(),
                        host,
                        (id, module) ->
                                new ToWorker.Invoke(
                                        id,
                                        module,
                                        call.handler(),
                                        call.contextJson(),
                                        call.limits()));
        Result result =
                Utf8.length(call.contextJson()) > call.limits().bytesIn()
                        ? tooMuch("input", call.limits().bytesIn())
                        : run(request);
        listener.ended(code, call, result.outcome(), result.usage());
        return result.outcome();
    }

    @Override
    public PluginOutcome check(PluginCode code, List<String> handlers) {
        Limits limits = Limits.endpoint();
        Request request =
                new Request(
                        code,
                        limits,
                        HostFunctions.NONE,
                        (id, module) -> new ToWorker.Check(id, module, handlers, limits));
        // Who installs a plugin can wait for workers that failed to start, who writes a record
        // cannot.
        awaitFirst();
        return run(request).outcome();
    }

    private void awaitFirst() {
        try {
            pool.awaitOne(FIRST_WAIT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A call as it is given to a worker, perhaps twice. */
    private record Request(
            PluginCode code,
            Limits limits,
            HostFunctions host,
            WorkerProcess.CallMessage message) {}

    /** An outcome and what it took. */
    private record Result(PluginOutcome outcome, Usage usage) {
        Result(PluginOutcome outcome) {
            this(outcome, Usage.NONE);
        }
    }

    /** How one attempt ended: with a result, or with the loss of its worker. */
    private sealed interface Attempt {

        record Done(Result result) implements Attempt {}

        record Lost(WorkerDeath death, boolean repeatable) implements Attempt {}
    }

    private static Result tooMuch(String limit, long bytes) {
        return new Result(new LimitExceeded(limit, Utf8.inWords(bytes), List.of()));
    }

    private Result run(Request request) {
        if (SourceMap.removedFrom(request.code().source()).length() > MAX_SOURCE) {
            return tooMuch("moduleSize", MAX_SOURCE);
        }
        if (!pool.hasTried()) {
            awaitFirst();
        }
        Result result;
        try {
            result = WITHIN.isBound() ? admitted(request) : admit(request);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            result = new Result(new WorkerLost("the calling thread was interrupted"));
        }
        PluginKey key = PluginKey.of(request.code());
        if (result.outcome() instanceof LimitExceeded breach) {
            listener.breached(request.code(), breach, breaches.add(key));
        }
        return result.outcome() instanceof Threw threw
                ? new Result(StackTraces.mapped(threw, request.code()), result.usage())
                : result;
    }

    private Result admit(Request request) throws InterruptedException {
        PluginKey key = PluginKey.of(request.code());
        String refusal = admission.enter(key);
        if (refusal != null) {
            return new Result(new Busy(refusal));
        }
        Duration used = Duration.ZERO;
        try {
            Result result = admitted(request);
            used = result.usage().cpu();
            return result;
        } finally {
            admission.leave(key, used);
        }
    }

    private Result admitted(Request request) throws InterruptedException {
        PluginKey key = PluginKey.of(request.code());
        if (suspicions.count(key) >= SUSPICIOUS) {
            return alone(request);
        }
        Attempt first = among(request);
        if (!(first instanceof Attempt.Lost lost)) {
            return resultOf(first);
        }
        return switch (lost.death().cause()) {
            case CLOSED -> resultOf(lost);
            case KNOWN_CALL -> lost.repeatable() ? resultOf(among(request)) : resultOf(lost);
            case UNKNOWN, OUT_OF_MEMORY -> {
                suspicions.add(key);
                yield lost.repeatable() ? alone(request) : resultOf(lost);
            }
        };
    }

    private static Result resultOf(Attempt attempt) {
        return switch (attempt) {
            case Attempt.Done done -> done.result();
            case Attempt.Lost lost -> new Result(new WorkerLost(lost.death().reason()));
        };
    }

    /** An attempt in a worker that has other calls too. */
    private Attempt among(Request request) throws InterruptedException {
        WorkerProcess worker = pool.acquire(WITHIN.isBound());
        return worker == null
                ? new Attempt.Done(new Result(new Busy("all workers are busy")))
                : attempt(request, worker);
    }

    /** An attempt in a worker that has no other call: if the worker dies, it is clear of what. */
    private Result alone(Request request) throws InterruptedException {
        WorkerProcess worker = pool.acquireAlone(options.maxWait().multipliedBy(2));
        if (worker == null) {
            return new Result(new Busy("no worker is free to run it alone"));
        }
        try {
            Attempt attempt = attempt(request, worker);
            if (attempt instanceof Attempt.Lost lost) {
                return guilty(lost, request.limits());
            }
            PluginKey key = PluginKey.of(request.code());
            if (breaches.count(key) == 0) {
                // It merely stood beside another.
                suspicions.clear(key);
            }
            return resultOf(attempt);
        } finally {
            pool.giveBack(worker);
        }
    }

    /** The outcome of a call that, alone in a worker, was the end of it. */
    private Result guilty(Attempt.Lost lost, Limits limits) {
        String heap = options.heapMebibytes() + " MiB";
        return switch (lost.death().cause()) {
            case OUT_OF_MEMORY ->
                    new Result(new LimitExceeded("memory", heap, List.of()), mostOf(limits));
            case UNKNOWN ->
                    new Result(new LimitExceeded("crash", "none", List.of()), mostOf(limits));
            case KNOWN_CALL, CLOSED -> resultOf(lost);
        };
    }

    /** What a call is taken to have used that nobody could measure. */
    private static Usage mostOf(Limits limits) {
        return new Usage(limits.cpu(), limits.allocatedBytes(), 0);
    }

    private Attempt attempt(Request request, WorkerProcess worker) throws InterruptedException {
        PendingCall call = worker.begin(request.code(), request.limits(), request.message());
        boolean finished = false;
        try {
            Attempt end = null;
            while (end == null) {
                end =
                        switch (call.next()) {
                            case PendingCall.News.Death(WorkerDeath death) ->
                                    new Attempt.Lost(death, call.hostCalls() == 0);
                            case PendingCall.News.Overdue() -> overdue(request);
                            case PendingCall.News.Message(FromWorker.OfCall message) ->
                                    take(request, worker, call, message);
                        };
            }
            finished = true;
            return end;
        } finally {
            if (!finished) {
                worker.cancel(call);
            }
        }
    }

    private static Attempt overdue(Request request) {
        String wall = request.limits().wall().toSeconds() + " s";
        return new Attempt.Done(new Result(new LimitExceeded("time", wall, List.of())));
    }

    private @Nullable Attempt take(
            Request request, WorkerProcess worker, PendingCall call, FromWorker.OfCall message) {
        return switch (message) {
            case FromWorker.HostRequest asked -> answer(request, worker, call, asked);
            case FromWorker.Ended ended ->
                    new Attempt.Done(new Result(ended.outcome(), ended.usage()));
            case FromWorker.Faulted faulted -> {
                LOG.warn(
                        "The script engine failed on plugin {}: {}",
                        request.code().plugin(),
                        faulted.reason());
                yield new Attempt.Lost(
                        new WorkerDeath("the script engine failed", WorkerDeath.Cause.UNKNOWN),
                        call.hostCalls() == 0);
            }
            case FromWorker.Gone _ -> null;
        };
    }

    private @Nullable Attempt answer(
            Request request, WorkerProcess worker, PendingCall call, FromWorker.HostRequest asked) {
        ToWorker answer;
        try {
            String json =
                    ScopedValue.where(WITHIN, true)
                            .call(() ->
                                    request.host().call(asked.function(), asked.argumentsJson()));
            if (Utf8.length(json) > request.limits().bytesIn()) {
                worker.cancel(call);
                return new Attempt.Done(tooMuch("input", request.limits().bytesIn()));
            }
            answer = new ToWorker.HostAnswer(call.id(), json);
        } catch (HostCallException e) {
            answer = new ToWorker.HostRefusal(call.id(), e.code(), e.message(), e.field());
        }
        call.answered();
        worker.send(answer);
        return null;
    }

    @Override
    public void close() {
        pool.close();
    }
}
