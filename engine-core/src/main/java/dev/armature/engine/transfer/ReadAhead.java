package dev.armature.engine.transfer;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Gives one thing after the other, and reads the next on a thread of its own while the one that was
 * given is worked on. Only one is ahead, so memory holds two. What it reads from is used by one
 * thread at a time, and by none once it is closed. Serves one thread.
 */
final class ReadAhead<T> implements AutoCloseable {

    private final Source<T> source;
    private final ExecutorService reader =
            Executors.newSingleThreadExecutor(Thread.ofVirtual().name("read-ahead").factory());
    private Future<@Nullable T> coming;

    /** What is read. */
    @FunctionalInterface
    interface Source<T> {

        /** The next; null at the end. */
        @Nullable T next() throws IOException;
    }

    ReadAhead(Source<T> source) {
        this.source = source;
        this.coming = reader.submit(source::next);
    }

    /**
     * The next; null at the end, and from then on.
     *
     * @throws IOException as reading it failed, and so for whatever else it failed with
     */
    @Nullable T next() throws IOException {
        T read = get();
        if (read != null) {
            coming = reader.submit(source::next);
        }
        return read;
    }

    private @Nullable T get() throws IOException {
        try {
            return coming.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for what is read", e);
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case IOException failure -> throw failure;
                case RuntimeException failure -> throw failure;
                case Error failure -> throw failure;
                case null, default -> throw new IllegalStateException(e);
            }
        }
    }

    /** Waits until nothing is read any more. */
    @Override
    public void close() {
        reader.close();
    }
}
