package dev.armature.plugin.script;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Semaphore;

/**
 * Contexts made ahead of calls, because making one takes longer than most handlers. Thread-safe.
 */
final class PreparedContexts {

    private static final int KEPT = 8;

    private final ScriptEngine engine;
    private final BlockingQueue<PreparedContext> ready = new ArrayBlockingQueue<>(KEPT);
    private final Semaphore wanted = new Semaphore(KEPT);

    PreparedContexts(ScriptEngine engine) {
        this.engine = engine;
    }

    void start() {
        engine.newThread(this::prepare).start();
    }

    /** A fresh context, from the store or made now. On a thread of the engine's. */
    PreparedContext take() {
        PreparedContext prepared = ready.poll();
        if (prepared == null) {
            return new PreparedContext(engine);
        }
        wanted.release();
        return prepared;
    }

    private void prepare() {
        while (true) {
            wanted.acquireUninterruptibly();
            ready.add(new PreparedContext(engine));
        }
    }
}
