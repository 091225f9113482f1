package dev.armature.bench.fields;

import dev.armature.bench.client.HttpConnection;
import dev.armature.bench.client.Request;
import dev.armature.bench.http.Side;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/** Users who go on creating and changing records, each as fast as they are answered. */
final class Writers implements AutoCloseable {

    private final ExecutorService threads;
    private final List<Future<?>> running = new ArrayList<>();
    private final AtomicLong written = new AtomicLong();
    private final long start = System.nanoTime();
    private volatile boolean stopping;

    private Writers(int count) {
        threads = Executors.newFixedThreadPool(Math.max(1, count));
    }

    static Writers start(Side side, int count) {
        Writers writers = new Writers(count);
        for (int i = 0; i < count; i++) {
            SplittableRandom random = new SplittableRandom(i);
            writers.running.add(
                    writers.threads.submit(() -> {
                        writers.write(side, random);
                        return null;
                    }));
        }
        return writers;
    }

    private void write(Side side, SplittableRandom random) throws IOException {
        try (HttpConnection connection = side.connect()) {
            while (!stopping) {
                connection.expect(
                        random.nextBoolean()
                                ? side.create(side.take(1))
                                // The first record is the one that is looked at.
                                : Request.patch(
                                        side.deal(random.nextInt(1, side.loaded())),
                                        "{\"probability\": " + random.nextInt(101) + "}"));
                written.incrementAndGet();
            }
        }
    }

    /** How many writes were answered in a second. */
    double perSecond() {
        return written.get() / ((System.nanoTime() - start) / 1e9);
    }

    /**
     * Lets them finish.
     *
     * @throws IOException if one of their writes was refused
     */
    void finish() throws IOException, InterruptedException {
        stopping = true;
        for (Future<?> one : running) {
            try {
                one.get();
            } catch (ExecutionException e) {
                throw new IOException("A writer was refused", e.getCause());
            }
        }
    }

    @Override
    public void close() {
        stopping = true;
        threads.shutdown();
    }
}
