package dev.armature.plugin.pool;

import dev.armature.plugin.sandbox.SandboxListener;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The workers there are: none before the first is wanted, then as many as were asked for and one
 * spare, each replaced when it dies.
 */
final class WorkerPool implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WorkerPool.class);

    private static final long START_SECONDS = 120;
    private static final long INSPECT_MILLIS = 100;
    private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long MAX_PAUSE_MILLIS = 10_000;
    private static final long CACHE_END_MILLIS = 5_000;

    private final SandboxOptions options;
    private final List<String> prefix;
    private final StartupCache cache;
    private final SandboxListener listener;
    private final ExecutorService starter;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<WorkerProcess> workers = new ArrayList<>();
    private final List<WorkerProcess> reserved = new ArrayList<>();
    private volatile boolean wanted;
    private volatile boolean tried;
    private int starting;
    private int failures;
    private long pausedUntil = System.nanoTime();
    private @Nullable Thread cacheMaker;
    private boolean closed;

    WorkerPool(SandboxOptions options, WorkerCommand command, SandboxListener listener) {
        this.options = options;
        this.prefix = Confinement.prefix(command);
        this.cache = new StartupCache(command, options.cacheFolder());
        this.listener = listener;
        this.starter = Executors.newSingleThreadExecutor(daemons("plugin-worker-starter"));
        daemons("plugin-worker-inspector").newThread(this::inspect).start();
    }

    private static ThreadFactory daemons(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }

    /** Lets workers be started, if none were wanted so far. */
    void want() {
        if (!wanted) {
            wanted = true;
            fill();
        }
    }

    /** Whether a start has ended by now, well or not; until then nobody knows how long it takes. */
    boolean hasTried() {
        return tried;
    }

    /**
     * A worker with a place claimed for one more call, which the caller begins at once.
     *
     * @param within whether the call is made within another, which then already has its place
     * @return null when none became free in time
     */
    @Nullable WorkerProcess acquire(boolean within) throws InterruptedException {
        return await(options.maxWait(), () -> leastLoaded(within));
    }

    /**
     * A worker that has no calls and gets no others until it is given back. It is the spare, so
     * that nobody waits for it.
     */
    @Nullable WorkerProcess acquireAlone(Duration maxWait) throws InterruptedException {
        return await(
                maxWait,
                () -> {
                    List<WorkerProcess> usable = usable();
                    WorkerProcess last = usable.isEmpty() ? null : usable.getLast();
                    if (!reserved.isEmpty()
                            || last == null
                            || last.load() > 0
                            || usable.size() <= options.workers()) {
                        return null;
                    }
                    reserved.add(last);
                    return last.claim();
                });
    }

    void giveBack(WorkerProcess worker) {
        lock.lock();
        try {
            reserved.remove(worker);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for a first worker, and lets it be started. */
    boolean awaitOne(Duration maxWait) throws InterruptedException {
        want();
        return await(maxWait, () -> usable().isEmpty() ? null : usable().getFirst()) != null;
    }

    private @Nullable WorkerProcess leastLoaded(boolean within) {
        WorkerProcess least =
                usable().stream()
                        .filter(worker -> !reserved.contains(worker))
                        .limit(options.workers())
                        .min(Comparator.comparingInt(WorkerProcess::load))
                        .orElse(null);
        return least == null || !within && least.load() >= options.callsPerWorker()
                ? null
                : least.claim();
    }

    private List<WorkerProcess> usable() {
        return workers.stream().filter(WorkerProcess::isUsable).toList();
    }

    /** Finds a worker under the pool's lock; null when there is none now. */
    @FunctionalInterface
    private interface Search {
        @Nullable WorkerProcess find();
    }

    private @Nullable WorkerProcess await(Duration maxWait, Search search)
            throws InterruptedException {
        long nanos = maxWait.toNanos();
        lock.lock();
        try {
            WorkerProcess found = search.find();
            while (found == null && nanos > 0 && !closed) {
                nanos = changed.awaitNanos(nanos);
                found = search.find();
            }
            return closed ? null : found;
        } finally {
            lock.unlock();
        }
    }

    /** How many workers take calls or are ready to. */
    int size() {
        lock.lock();
        try {
            return usable().size();
        } finally {
            lock.unlock();
        }
    }

    List<WorkerProcess> workers() {
        lock.lock();
        try {
            return List.copyOf(workers);
        } finally {
            lock.unlock();
        }
    }

    private void fill() {
        lock.lock();
        try {
            while (!closed
                    && System.nanoTime() - pausedUntil >= 0
                    && workers.size() + starting < options.workers() + 1) {
                starting++;
                starter.execute(this::startOne);
            }
        } finally {
            lock.unlock();
        }
    }

    private void startOne() {
        try {
            List<String> command = new ArrayList<>(prefix);
            command.addAll(cache.arguments());
            WorkerProcess worker = new WorkerProcess(command, this::changed);
            if (becomesReady(worker)) {
                started(worker);
                return;
            }
            worker.kill(new WorkerDeath("it did not become ready", WorkerDeath.Cause.UNKNOWN));
        } catch (IOException e) {
            LOG.error("A plugin worker cannot be started", e);
        }
        failed();
    }

    private void makeCache() {
        try {
            cache.make();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean becomesReady(WorkerProcess worker) {
        try {
            return worker.awaitReady(START_SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void started(WorkerProcess worker) {
        boolean tooLate;
        lock.lock();
        try {
            starting--;
            failures = 0;
            tried = true;
            tooLate = closed;
            if (!tooLate) {
                workers.add(worker);
            }
            if (workers.size() > options.workers() && cacheMaker == null) {
                cacheMaker = daemons("plugin-worker-cache").newThread(this::makeCache);
                cacheMaker.start();
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (tooLate) {
            worker.kill(new WorkerDeath("the sandbox is closed", WorkerDeath.Cause.CLOSED));
        } else if (worker.isDead()) {
            changed(worker);
        }
    }

    private void failed() {
        long pause;
        lock.lock();
        try {
            starting--;
            failures++;
            tried = true;
            pause = Math.min(MAX_PAUSE_MILLIS, 100L << Math.min(failures, 10));
            pausedUntil = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(pause);
            if (closed) {
                return;
            }
        } finally {
            lock.unlock();
        }
        LOG.error("A plugin worker did not start; the next attempt is in {} ms", pause);
    }

    private void changed(WorkerProcess worker) {
        WorkerDeath death = worker.death();
        boolean lost;
        lock.lock();
        try {
            lost = death != null && workers.remove(worker);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (lost && death != null && death.cause() != WorkerDeath.Cause.CLOSED) {
            LOG.warn("Plugin worker {} is replaced: {}", worker.pid(), death.reason());
            listener.workerDied(death.reason());
            fill();
        }
    }

    /** Looks after the workers until the pool is closed. */
    private void inspect() {
        while (pause()) {
            if (wanted) {
                fill();
            }
            workers().forEach(worker -> worker.inspect(GRACE_NANOS, SILENCE_NANOS));
        }
    }

    private boolean pause() {
        lock.lock();
        try {
            // A worker becomes usable again by the mere passing of time.
            changed.signalAll();
            long nanos = TimeUnit.MILLISECONDS.toNanos(INSPECT_MILLIS);
            while (!closed && nanos > 0) {
                nanos = changed.awaitNanos(nanos);
            }
            return !closed;
        } catch (InterruptedException e) {
            return false;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        List<WorkerProcess> last;
        Thread maker;
        lock.lock();
        try {
            closed = true;
            last = List.copyOf(workers);
            maker = cacheMaker;
            workers.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        last.forEach(worker ->
                worker.kill(new WorkerDeath("the sandbox is closed", WorkerDeath.Cause.CLOSED)));
        starter.shutdownNow();
        if (maker != null) {
            end(maker);
        }
    }

    /** So that nobody writes to the folder of caches any more once the pool is closed. */
    private static void end(Thread maker) {
        maker.interrupt();
        try {
            maker.join(CACHE_END_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
