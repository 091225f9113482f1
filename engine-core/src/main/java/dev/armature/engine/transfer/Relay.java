package dev.armature.engine.transfer;

import dev.armature.engine.record.RecordWriter;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs writes one after the other, two at a time: while one is being stored the next is made ready,
 * and stores nothing before the other is committed. What comes of them is what came of them one by
 * one.
 *
 * <p>What was refused of a write while the one before was not committed may have been refused for
 * want of it; so the write is begun again after that. One that is begun again after it was storing,
 * since it lost to some other writer, may need what the next one holds, which therefore lets go,
 * and is begun again when the other is done.
 *
 * <p>Used by one thread.
 */
final class Relay implements AutoCloseable {

    private final Set<State> letsNextBegin;
    private final ExecutorService runners =
            Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("relay-", 0).factory());
    private @Nullable Leg last;

    /**
     * @param overlapping whether two run at a time
     */
    Relay(boolean overlapping) {
        this.letsNextBegin =
                overlapping ? EnumSet.of(State.STORING, State.DONE) : EnumSet.of(State.DONE);
    }

    private enum State {
        PREPARING,
        STORING,
        /** Begun again after it was storing. */
        AGAIN,
        DONE,
        FAILED
    }

    /** Lets go of a write that has to come after the one before it. */
    private static final class TooEarly extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooEarly() {
            super("the write before is not committed", null, false, false);
        }
    }

    /**
     * Begins a write as soon as the one before is being stored.
     *
     * @param write tells its turn when it is ready and when it is begun again; run twice at most
     * @throws RuntimeException what the write before has failed with; this one is not begun then
     */
    void run(Consumer<RecordWriter.Turn> write) {
        if (last != null) {
            last.await(letsNextBegin);
        }
        Leg leg = new Leg(last, write);
        last = leg;
        runners.execute(leg::carryOut);
    }

    /**
     * Waits until all are done.
     *
     * @throws RuntimeException what the first has failed with that did
     */
    void finish() {
        if (last != null) {
            last.await(EnumSet.of(State.DONE));
        }
    }

    /** Waits until none runs any more. */
    @Override
    public void close() {
        runners.close();
    }

    /** One write. Its thread and those that wait for it meet at its lock. */
    private static final class Leg implements RecordWriter.Turn {
        private final Consumer<RecordWriter.Turn> write;
        private @Nullable Leg before;
        private boolean early;
        private State state = State.PREPARING;
        private @Nullable RuntimeException failure;

        private Leg(@Nullable Leg before, Consumer<RecordWriter.Turn> write) {
            this.before = before;
            this.write = write;
        }

        private void carryOut() {
            try {
                try {
                    begin();
                    write.accept(this);
                } catch (TooEarly e) {
                    if (before != null) {
                        before.await(EnumSet.of(State.DONE));
                    }
                    begin();
                    write.accept(this);
                }
                become(State.DONE);
            } catch (RuntimeException e) {
                fail(e);
            } catch (Error e) {
                fail(new IllegalStateException(e));
                throw e;
            }
        }

        private void begin() {
            early = before != null && before.state() != State.DONE;
        }

        /** Returns when the write before is committed. */
        @Override
        public void ready(BooleanSupplier refused) {
            if (before != null) {
                State was = before.await(EnumSet.of(State.DONE, State.AGAIN));
                if (was == State.AGAIN || (early && refused.getAsBoolean())) {
                    throw new TooEarly();
                }
                // Else each would hold all that were before it.
                before = null;
            }
            become(State.STORING);
        }

        @Override
        public void again() {
            if (state() == State.STORING) {
                become(State.AGAIN);
            }
            begin();
        }

        private synchronized State state() {
            return state;
        }

        private synchronized void become(State other) {
            state = other;
            notifyAll();
        }

        private synchronized void fail(RuntimeException reason) {
            failure = reason;
            become(State.FAILED);
        }

        /** Waits for one of some states; throws what it has failed with. */
        private synchronized State await(Set<State> wanted) {
            while (!wanted.contains(state)) {
                if (state == State.FAILED) {
                    throw Objects.requireNonNull(failure);
                }
                try {
                    wait();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new IllegalStateException("interrupted while a write is waited for", e);
                }
            }
            return state;
        }
    }
}
