package dev.armature.bench.http;

import dev.armature.bench.client.HttpConnection;
import dev.armature.bench.client.Request;
import dev.armature.bench.process.DatabaseCpu;
import dev.armature.bench.stats.Round;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Sends requests on a fixed number of connections, each its next as soon as it has an answer. */
final class Load {

    private final int connections;
    private final DatabaseCpu databaseCpu;

    Load(int connections, DatabaseCpu databaseCpu) {
        this.connections = connections;
        this.databaseCpu = databaseCpu;
    }

    /**
     * Sends all requests, which were made before so that the clock does not see it.
     *
     * @throws IOException if an answer is not what its request expects
     */
    Round run(Side side, List<Request> requests) throws IOException, InterruptedException {
        long[] latencies = new long[requests.size()];
        AtomicInteger next = new AtomicInteger();
        CountDownLatch go = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newFixedThreadPool(connections)) {
            List<HttpConnection> open = connect(side);
            List<Future<?>> running = new ArrayList<>();
            for (HttpConnection connection : open) {
                running.add(
                        threads.submit(() -> {
                            go.await();
                            send(connection, requests, next, latencies);
                            return null;
                        }));
            }
            Map<Long, Duration> database = databaseCpu.read();
            Duration service = side.process().cpu();
            long start = System.nanoTime();
            go.countDown();
            await(running);
            Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
            Round round =
                    new Round(
                            elapsed,
                            Arrays.stream(latencies).boxed().toList(),
                            side.process().cpu().minus(service),
                            databaseCpu.since(database));
            for (HttpConnection connection : open) {
                connection.close();
            }
            return round;
        }
    }

    private List<HttpConnection> connect(Side side) throws IOException {
        List<HttpConnection> open = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            open.add(side.connect());
        }
        return open;
    }

    private static void send(
            HttpConnection connection, List<Request> requests, AtomicInteger next, long[] latencies)
            throws IOException {
        for (int i = next.getAndIncrement(); i < latencies.length; i = next.getAndIncrement()) {
            long start = System.nanoTime();
            connection.expect(requests.get(i));
            latencies[i] = System.nanoTime() - start;
        }
    }

    private static void await(List<Future<?>> running) throws IOException, InterruptedException {
        for (Future<?> one : running) {
            try {
                one.get();
            } catch (ExecutionException e) {
                throw new IOException(e.getCause());
            }
        }
    }
}
