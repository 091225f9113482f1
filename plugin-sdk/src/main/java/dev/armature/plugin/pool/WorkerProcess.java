package dev.armature.plugin.pool;

import dev.armature.plugin.protocol.FrameReader;
import dev.armature.plugin.protocol.FrameWriter;
import dev.armature.plugin.protocol.FromWorker;
import dev.armature.plugin.protocol.ProtocolException;
import dev.armature.plugin.protocol.ToWorker;
import dev.armature.plugin.sandbox.Limits;
import dev.armature.plugin.sandbox.PluginCode;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One worker process and the calls it has. Thread-safe. Callers never write to the process
 * themselves: a worker that does not read would hold up the carrier of their virtual threads.
 */
final class WorkerProcess {

    private static final Logger LOG = LoggerFactory.getLogger(WorkerProcess.class);
    private static final int MAX_LOGGED_LINES = 200;
    private static final long MOMENT_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final Process process;
    private final Consumer<WorkerProcess> changed;
    private final BlockingQueue<byte[]> outgoing = new LinkedBlockingQueue<>();
    private final CountDownLatch readyOrDead = new CountDownLatch(1);
    private final Map<Long, PendingCall> pending = new HashMap<>();
    private final Map<Long, Long> overdueFrom = new HashMap<>();
    private final KeptModules modules = new KeptModules();
    private long lastCall;
    private int claims;
    private boolean ready;
    private boolean unsound;
    private volatile long heardNanos = System.nanoTime();
    private @Nullable WorkerDeath death;

    /**
     * Starts a process.
     *
     * @param changed is told when the worker has become ready, free, or dead; on a thread of the
     *     worker's, with no lock held
     */
    WorkerProcess(List<String> command, Consumer<WorkerProcess> changed) throws IOException {
        this.changed = changed;
        ProcessBuilder builder = new ProcessBuilder(command).directory(new File("/"));
        builder.environment().clear();
        process = builder.start();
        thread("writer", this::write);
        thread("reader", this::read);
        thread("log", this::log);
    }

    private void thread(String role, Runnable task) {
        Thread thread = new Thread(task, "plugin-worker-" + process.pid() + "-" + role);
        thread.setDaemon(true);
        thread.start();
    }

    long pid() {
        return process.pid();
    }

    /** Waits until the worker is warm; false when it died or took too long. */
    boolean awaitReady(long seconds) throws InterruptedException {
        return readyOrDead.await(seconds, TimeUnit.SECONDS) && isUsable();
    }

    /**
     * Whether the worker may be given calls. A call that was ended needs a moment to stop; one that
     * takes longer may mean that the worker will be killed.
     */
    synchronized boolean isUsable() {
        if (!ready || unsound || death != null) {
            return false;
        }
        long now = System.nanoTime();
        return overdueFrom.values().stream().allMatch(since -> now - since < MOMENT_NANOS);
    }

    synchronized boolean isDead() {
        return death != null;
    }

    /** How many calls occupy the worker, those included that nobody waits for any more. */
    synchronized int load() {
        return claims + pending.size() + overdueFrom.size();
    }

    /** Takes a place for a call that will be begun at once. */
    synchronized WorkerProcess claim() {
        claims++;
        return this;
    }

    /** Gives the worker a call, in a place that was claimed. */
    synchronized PendingCall begin(PluginCode code, Limits limits, CallMessage message) {
        claims--;
        PendingCall call = new PendingCall(++lastCall, limits);
        if (death != null) {
            call.tell(new PendingCall.News.Death(death));
            return call;
        }
        if (pending.isEmpty()) {
            heardNanos = System.nanoTime();
        }
        KeptModules.Prepared module = modules.prepare(code);
        module.messages().forEach(this::send);
        pending.put(call.id(), call);
        send(message.of(call.id(), module.number()));
        return call;
    }

    /** Makes the message that begins a call. */
    @FunctionalInterface
    interface CallMessage {
        ToWorker of(long call, int module);
    }

    void send(ToWorker message) {
        outgoing.add(FrameWriter.frame(message));
    }

    /** Nobody waits for the call any more. */
    void cancel(PendingCall call) {
        synchronized (this) {
            if (pending.remove(call.id()) == null) {
                return;
            }
            overdueFrom.put(call.id(), System.nanoTime());
        }
        send(new ToWorker.Cancel(call.id()));
    }

    /**
     * Kills the worker if one of its calls should have stopped and has not, if it has fallen silent
     * while it had calls, or if it is of no use any more.
     */
    void inspect(long graceNanos, long silenceNanos) {
        List<PendingCall> late = new ArrayList<>();
        WorkerDeath found;
        synchronized (this) {
            long now = System.nanoTime();
            for (PendingCall call : List.copyOf(pending.values())) {
                if (now - call.startedNanos() > call.limits().wall().toNanos() + graceNanos) {
                    pending.remove(call.id());
                    overdueFrom.put(call.id(), now);
                    late.add(call);
                }
            }
            found = reasonToKill(now, graceNanos, silenceNanos);
        }
        late.forEach(call -> call.tell(new PendingCall.News.Overdue()));
        if (found != null) {
            kill(found);
        }
    }

    private @Nullable WorkerDeath reasonToKill(long now, long graceNanos, long silenceNanos) {
        if (death != null) {
            return null;
        }
        if (overdueFrom.values().stream().anyMatch(since -> now - since > graceNanos)) {
            return new WorkerDeath(
                    "a call that was ended did not stop", WorkerDeath.Cause.KNOWN_CALL);
        }
        if (load() > 0 && now - heardNanos > silenceNanos) {
            return new WorkerDeath("it fell silent", WorkerDeath.Cause.UNKNOWN);
        }
        return unsound && pending.isEmpty()
                ? new WorkerDeath("its script engine is broken", WorkerDeath.Cause.KNOWN_CALL)
                : null;
    }

    /** Ends the process; its calls learn why. */
    void kill(WorkerDeath why) {
        List<PendingCall> lost;
        synchronized (this) {
            if (death != null) {
                return;
            }
            death = why;
            lost = List.copyOf(pending.values());
            pending.clear();
            overdueFrom.clear();
        }
        process.destroyForcibly();
        outgoing.clear();
        outgoing.add(new byte[0]);
        lost.forEach(call -> call.tell(new PendingCall.News.Death(why)));
        readyOrDead.countDown();
        changed.accept(this);
    }

    synchronized @Nullable WorkerDeath death() {
        return death;
    }

    private void write() {
        try (OutputStream out = process.getOutputStream()) {
            byte[] frame = outgoing.take();
            while (frame.length > 0) {
                out.write(frame);
                frame = outgoing.peek() == null ? flushed(out) : outgoing.take();
            }
        } catch (IOException e) {
            // The reader sees the same end, and more of it.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private byte[] flushed(OutputStream out) throws IOException, InterruptedException {
        out.flush();
        return outgoing.take();
    }

    private void read() {
        String reason = "it ended";
        try {
            FrameReader in = new FrameReader(process.getInputStream());
            FromWorker message = in.readFromWorker();
            while (message != null) {
                heardNanos = System.nanoTime();
                hear(message);
                message = in.readFromWorker();
            }
        } catch (IOException e) {
            reason = "it was killed, for it did not keep to the protocol: " + e.getMessage();
            process.destroyForcibly();
        }
        kill(deathAfter(reason));
    }

    private WorkerDeath deathAfter(String reason) {
        try {
            // The stream ends a moment before the process does.
            if (process.waitFor(5, TimeUnit.SECONDS)) {
                int status = process.exitValue();
                return status == WorkerCommand.OUT_OF_MEMORY
                        ? new WorkerDeath("its heap was full", WorkerDeath.Cause.OUT_OF_MEMORY)
                        : new WorkerDeath(
                                reason + " with status " + status, WorkerDeath.Cause.UNKNOWN);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return new WorkerDeath(reason, WorkerDeath.Cause.UNKNOWN);
    }

    private void hear(FromWorker message) throws ProtocolException {
        boolean free = false;
        PendingCall told = null;
        synchronized (this) {
            switch (message) {
                case FromWorker.Ready _ -> {
                    ready = true;
                    free = true;
                }
                case FromWorker.Beat _ -> {}
                case FromWorker.Unsound _ -> {
                    unsound = true;
                    overdueFrom.clear();
                }
                case FromWorker.OfCall ofCall -> {
                    told = pending.get(ofCall.call());
                    free = place(ofCall);
                }
            }
        }
        if (told != null && message instanceof FromWorker.OfCall ofCall) {
            told.tell(new PendingCall.News.Message(ofCall));
        }
        if (message instanceof FromWorker.Ready) {
            readyOrDead.countDown();
        }
        if (free) {
            changed.accept(this);
        }
    }

    /** Keeps account of a call; true when its place has become free. */
    private boolean place(FromWorker.OfCall message) throws ProtocolException {
        long call = message.call();
        switch (message) {
            case FromWorker.HostRequest _ -> {
                PendingCall asking = pending.get(call);
                if (asking != null && !asking.mayAsk()) {
                    throw new ProtocolException("a call asks without waiting for its answer");
                }
                return false;
            }
            case FromWorker.Ended ended -> {
                boolean known = pending.remove(call) != null;
                if (known && ended.running()) {
                    overdueFrom.put(call, System.nanoTime());
                    return false;
                }
                return known || overdueFrom.remove(call) != null;
            }
            case FromWorker.Faulted _ -> {
                if (pending.remove(call) != null) {
                    overdueFrom.put(call, System.nanoTime());
                }
                return false;
            }
            case FromWorker.Gone _ -> {
                return overdueFrom.remove(call) != null;
            }
        }
    }

    private void log() {
        try (BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
            int logged = 0;
            String line = lines.readLine();
            while (line != null) {
                if (logged++ < MAX_LOGGED_LINES) {
                    LOG.warn("Plugin worker {}: {}", process.pid(), line);
                }
                line = lines.readLine();
            }
        } catch (IOException e) {
            // The process is gone.
        }
    }
}
