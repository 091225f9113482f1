package dev.armature.plugin.script;

import org.jspecify.annotations.Nullable;

/**
 * A thread that runs scripts. It carries the counters of the call it is running, because the guard
 * needs them at each statement and a field of the thread is the quickest place.
 */
final class GuestThread extends Thread {

    @Nullable GuardState guarded;

    GuestThread(Runnable task, String name, long stackBytes) {
        super(null, task, name, stackBytes, false);
    }

    static GuestThread current() {
        return (GuestThread) Thread.currentThread();
    }
}
