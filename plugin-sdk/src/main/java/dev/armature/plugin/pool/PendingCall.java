package dev.armature.plugin.pool;

import dev.armature.plugin.protocol.FromWorker;
import dev.armature.plugin.sandbox.Limits;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** A call that a worker has been given, and what it says of it to the waiting caller. */
final class PendingCall {

    /** What the caller learns. */
    sealed interface News {

        /** The worker says something. */
        record Message(FromWorker.OfCall message) implements News {}

        /** The worker should have ended the call long ago. */
        record Overdue() implements News {}

        /** The worker is dead. */
        record Death(WorkerDeath death) implements News {}
    }

    private final long id;
    private final Limits limits;
    private final long startedNanos = System.nanoTime();
    private final BlockingQueue<News> news = new LinkedBlockingQueue<>();
    private boolean asking;
    private int hostCalls;

    PendingCall(long id, Limits limits) {
        this.id = id;
        this.limits = limits;
    }

    long id() {
        return id;
    }

    Limits limits() {
        return limits;
    }

    long startedNanos() {
        return startedNanos;
    }

    void tell(News item) {
        news.add(item);
    }

    News next() throws InterruptedException {
        return news.take();
    }

    /**
     * Whether the worker may ask for a host function now: one at a time, and so many in all. A
     * sound worker sees to this itself.
     */
    synchronized boolean mayAsk() {
        if (asking || hostCalls == limits.hostCalls()) {
            return false;
        }
        asking = true;
        hostCalls++;
        return true;
    }

    /** The host function has been carried out. */
    synchronized void answered() {
        asking = false;
    }

    /** How many host functions were asked for. */
    synchronized int hostCalls() {
        return hostCalls;
    }
}
