package dev.armature.bench.live;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.bench.client.HttpConnection;
import dev.armature.bench.client.Request;
import dev.armature.bench.process.ArmatureServer;
import dev.armature.bench.process.Workspace;
import dev.armature.bench.report.Figures;
import dev.armature.bench.report.Progress;
import dev.armature.bench.report.Report;
import dev.armature.bench.report.Table;
import dev.armature.metadata.json.Json;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Streams of server-sent events on one node while records are created at a steady rate: how long a
 * change takes from being sent until everybody has heard it, what is lost or heard twice, whether
 * somebody who was cut off misses anything, and when somebody hears nothing more whose right was
 * taken away.
 */
public final class LiveBenchmark {

    private static final String DATABASE = "bench_live";
    private static final String PASSWORD = "a password of the benchmark";
    private static final String LEAVER = "leaver";
    private static final int WRITERS = 4;
    private static final Duration CALM = Duration.ofSeconds(3);
    private static final Duration HEARD_WITHIN = Duration.ofSeconds(60);
    private static final Duration AWAY = Duration.ofSeconds(5);

    private final Workspace workspace;
    private final Progress progress;
    private final Scale scale;
    private final Topics topics;

    /**
     * How much is done.
     *
     * @param listeners how many streams are open
     * @param users whose they are
     * @param perSecond how many records are created in a second
     * @param seconds for how long
     * @param topics of how many each stream follows one; 1 for all of everything
     */
    public record Scale(int listeners, int users, int perSecond, int seconds, int topics) {

        public static final Scale FULL = new Scale(10_000, 20, 100, 30, 1);
        public static final Scale QUICK = new Scale(500, 5, 50, 6, 1);
        private static final int TOPICS = 100;

        /** The same with streams that follow different things. */
        public Scale withTopics() {
            return new Scale(listeners, users, perSecond, seconds, TOPICS);
        }

        int changes() {
            return perSecond * seconds;
        }
    }

    public LiveBenchmark(Workspace workspace, Progress progress, Scale scale) {
        this.workspace = workspace;
        this.progress = progress;
        this.scale = scale;
        this.topics = new Topics(scale.topics());
    }

    public Report run() throws IOException, InterruptedException {
        progress.say("live: starting the platform");
        ArmatureServer server =
                ArmatureServer.start(workspace, DATABASE, List.of("-Xmx1g", "-Xms1g"));
        AtomicLongArray sentAt = new AtomicLongArray(scale.changes());
        try (Listeners listeners = new Listeners(server.process().port(), topics, sentAt)) {
            return measure(server, listeners, sentAt);
        } finally {
            server.process().close();
            workspace.drop(DATABASE);
        }
    }

    private Report measure(ArmatureServer server, Listeners listeners, AtomicLongArray sentAt)
            throws IOException, InterruptedException {
        for (String object : topics.objects()) {
            server.createObject(object);
        }
        List<String> tokens = users(server, "listener", scale.users());
        String leaver = users(server, LEAVER, 1).getFirst();
        double heapBefore = server.process().heapMib();
        progress.say("live: %,d streams".formatted(scale.listeners()));
        long began = System.nanoTime();
        listeners.open(scale.listeners(), tokens);
        double opened = seconds(System.nanoTime() - began);
        List<Heard> everybody = listeners.all();
        Heard cutOff =
                listeners.cutOff(tokens.getFirst(), topics.changes(scale.changes(), 0) / 4, AWAY);
        Heard left = listeners.all(leaver);
        double heap = server.process().heapMib();
        Thread.sleep(CALM);

        progress.say("live: %d changes a second".formatted(scale.perSecond()));
        Duration cpu = server.process().cpu();
        long own = ownCpu();
        AtomicLong takenAway = new AtomicLong();
        began = System.nanoTime();
        write(server, sentAt, began, takenAway);
        double wrote = seconds(System.nanoTime() - began);
        awaitHeard(everybody);
        double took = seconds(System.nanoTime() - began);
        awaitHeard(List.of(cutOff));
        double used = server.process().cpu().minus(cpu).toNanos() / 1e9;
        double client = (ownCpu() - own) / 1e9;
        return report(
                new Outcome(
                        everybody,
                        listeners,
                        cutOff,
                        (left.lastAt() - takenAway.get()) / 1e9,
                        left.heard()),
                new Cost(opened, wrote, took, used, client, heapBefore, heap));
    }

    /** What was heard. */
    private record Outcome(
            List<Heard> everybody, Listeners listeners, Heard cutOff, double after, int before) {}

    /** What it took, in seconds and MiB. */
    private record Cost(
            double opened,
            double wrote,
            double took,
            double cpu,
            double client,
            double heapBefore,
            double heap) {}

    private static double seconds(long nanos) {
        return nanos / 1e9;
    }

    private static long ownCpu() {
        return ((com.sun.management.OperatingSystemMXBean)
                        ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    /** Makes users with a role of their own, and signs them in. */
    private List<String> users(ArmatureServer server, String role, int count) throws IOException {
        List<String> tokens = new ArrayList<>();
        try (HttpConnection connection = server.connect()) {
            connection.expect(
                    Request.post(
                            "/api/v1/roles",
                            "{\"name\": \"%s\", \"objects\": {\"tick\": {\"read\": true}}, \"otherObjects\": {\"read\": %s}}"
                                    .formatted(role, !role.equals(LEAVER)),
                            201));
            for (int i = 0; i < count; i++) {
                String email = role + i + "@bench.example";
                connection.expect(
                        Request.post(
                                "/api/v1/users",
                                "{\"name\": \"%s\", \"email\": \"%s\", \"password\": \"%s\", \"roles\": [\"%s\"]}"
                                        .formatted(email, email, PASSWORD, role),
                                201));
                tokens.add(token(server, email));
            }
        }
        return tokens;
    }

    private static String token(ArmatureServer server, String email) throws IOException {
        try (HttpConnection stranger = new HttpConnection(server.process().port(), null)) {
            return stranger.expect(
                            Request.post(
                                    "/api/v1/auth/login",
                                    "{\"tenant\": \"bench\", \"email\": \"%s\", \"password\": \"%s\"}"
                                            .formatted(email, PASSWORD),
                                    200))
                    .json()
                    .get("access_token")
                    .textValue();
        }
    }

    /** Creates records at the rate that is asked for; in the middle a right is taken away. */
    private void write(
            ArmatureServer server, AtomicLongArray sentAt, long began, AtomicLong takenAway)
            throws InterruptedException {
        List<Thread> writers = new ArrayList<>();
        AtomicLong failed = new AtomicLong();
        for (int i = 0; i < WRITERS; i++) {
            int first = i;
            writers.add(
                    Thread.ofVirtual()
                            .start(() -> {
                                try (HttpConnection connection = server.connect()) {
                                    for (int n = first; n < scale.changes(); n += WRITERS) {
                                        awaitTurn(began, n);
                                        if (n == scale.changes() / 2) {
                                            takeAway(connection, takenAway);
                                        }
                                        sentAt.set(n, System.nanoTime());
                                        connection.expect(
                                                Request.post(
                                                        topics.target(n), topics.record(n), 201));
                                    }
                                } catch (IOException e) {
                                    failed.incrementAndGet();
                                }
                            }));
        }
        for (Thread writer : writers) {
            writer.join();
        }
        if (failed.get() > 0) {
            progress.say("live: %d writers were refused".formatted(failed.get()));
        }
    }

    private void awaitTurn(long began, int number) {
        long due = began + number * 1_000_000_000L / scale.perSecond();
        long left = due - System.nanoTime();
        if (left > 0) {
            try {
                Thread.sleep(Duration.ofNanos(left));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void takeAway(HttpConnection connection, AtomicLong takenAway)
            throws IOException {
        connection.expect(Request.patch("/api/v1/roles/leaver", "{\"objects\": {\"tick\": null}}"));
        takenAway.set(System.nanoTime());
    }

    private void awaitHeard(List<Heard> all) throws InterruptedException {
        long deadline = System.nanoTime() + HEARD_WITHIN.toNanos();
        while (System.nanoTime() < deadline
                && all.stream().anyMatch(one -> one.lost(scale.changes()) > 0)) {
            Thread.sleep(50);
        }
    }

    private Report report(Outcome outcome, Cost cost) {
        int changes = scale.changes();
        long lost = outcome.everybody.stream().mapToLong(one -> one.lost(changes)).sum();
        long twice = outcome.everybody.stream().mapToLong(Heard::twice).sum();
        long strange = outcome.everybody.stream().mapToLong(Heard::strange).sum();
        long told = outcome.everybody.stream().mapToLong(Heard::heard).sum();
        Delays delays = outcome.listeners.delays();
        Table table = new Table("what", "figure");
        ObjectNode figures = Json.object();
        row(table, figures, "streams", scale.listeners());
        row(table, figures, "all open after s", cost.opened);
        row(table, figures, "changes", changes);
        row(table, figures, "changes a second", changes / cost.wrote);
        row(table, figures, "events heard a second", told / cost.took);
        row(table, figures, "heard after ms, p50", delays.percentile(50));
        row(table, figures, "heard after ms, p95", delays.percentile(95));
        row(table, figures, "heard after ms, p99", delays.percentile(99));
        row(table, figures, "heard after ms, at most", delays.percentile(100));
        row(table, figures, "lost", (double) lost);
        row(table, figures, "heard twice", (double) twice);
        row(table, figures, "heard by who did not ask for it", (double) strange);
        row(table, figures, "streams that broke off", outcome.listeners.broken());
        row(table, figures, "lost to who was cut off", outcome.cutOff.lost(changes));
        row(table, figures, "heard twice by them", outcome.cutOff.twice());
        row(table, figures, "heard by who lost the right", outcome.before);
        row(table, figures, "last heard after it was taken away, s", outcome.after);
        row(table, figures, "processors used by the node", cost.cpu / cost.took);
        row(table, figures, "processors used by the listeners", cost.client / cost.took);
        row(table, figures, "heap before the streams, MiB", cost.heapBefore);
        row(table, figures, "heap with them, MiB", cost.heap);
        List<String> notes =
                List.of(
                        "%,d streams of %d users on one node, %s; %d records created a second for %d s by %d connections."
                                .formatted(
                                        scale.listeners(),
                                        scale.users(),
                                        followed(),
                                        scale.perSecond(),
                                        scale.seconds(),
                                        WRITERS),
                        "A delay runs from the moment at which the change is sent until one listener has read it; listeners, writers, node and database share the processors.",
                        "Who was cut off came back after %d s with the id of the last event. The right was taken away in the middle; a figure below 0 is a change that was heard last before that."
                                .formatted(AWAY.toSeconds()));
        return topics.count() == 1
                ? new Report("live", "Streams of changes", notes, table, figures)
                : new Report(
                        "live-topics",
                        "Streams of changes that follow different things",
                        notes,
                        table,
                        figures);
    }

    private String followed() {
        return topics.count() == 1
                ? "each following all records"
                : "each following one of %d topics: one half the records of an object that meet a condition, the other all records of one of %d objects"
                        .formatted(topics.count(), topics.count() / 2);
    }

    private static void row(Table table, ObjectNode figures, String name, double figure) {
        table.row(
                name, figure == Math.rint(figure) ? "%,.0f".formatted(figure) : Figures.of(figure));
        figures.put(name, Figures.rounded(figure));
    }
}
