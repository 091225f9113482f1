package dev.armature.plugin.worker;

import dev.armature.plugin.protocol.FromWorker;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Looks at every running call a few times each hundredth of a second. Sleeps when none runs. When
 * the heap, which the calls share, becomes short, it ends the one that has allocated most.
 */
final class Watchdog implements Runnable {

    private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long BEAT_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final Outbox outbox;
    private final HeapPressure heap = new HeapPressure();
    private final Set<RunningCall> calls = ConcurrentHashMap.newKeySet();
    private final Semaphore called = new Semaphore(0);

    Watchdog(Outbox outbox) {
        this.outbox = outbox;
    }

    void start() {
        Thread thread = new Thread(this, "watchdog");
        thread.setDaemon(true);
        thread.start();
    }

    void watch(RunningCall call) {
        boolean first = calls.isEmpty();
        calls.add(call);
        if (first) {
            called.release();
        }
    }

    void forget(RunningCall call) {
        calls.remove(call);
    }

    @Override
    public void run() {
        long lastBeat = System.nanoTime();
        while (true) {
            pause();
            calls.forEach(RunningCall::inspect);
            if (heap.isShort()) {
                calls.stream()
                        .max(Comparator.comparingLong(RunningCall::allocatedBytes))
                        .ifPresent(call -> call.end("memory", heap.inWords()));
            }
            if (System.nanoTime() - lastBeat > BEAT_NANOS) {
                lastBeat = System.nanoTime();
                outbox.send(new FromWorker.Beat());
            }
        }
    }

    private void pause() {
        if (calls.isEmpty()) {
            called.acquireUninterruptibly();
        } else {
            LockSupport.parkNanos(PERIOD_NANOS);
        }
    }
}
