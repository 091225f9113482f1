package dev.armature.bench.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.bench.client.Request;
import dev.armature.bench.process.Workspace;
import dev.armature.bench.report.Figures;
import dev.armature.bench.report.Progress;
import dev.armature.bench.report.Report;
import dev.armature.bench.report.Table;
import dev.armature.bench.stats.Comparison;
import dev.armature.bench.stats.Round;
import dev.armature.bench.stats.Spread;
import dev.armature.engine.storage.StorageOptions;
import dev.armature.metadata.json.Json;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** The same operations on the platform and on the hand-written service, in turns. */
public final class HttpBenchmark {

    private static final int FIRST_WARM_UP = 20;

    private final Workspace workspace;
    private final Progress progress;
    private final Scale scale;
    private final Load load;
    private long seed;

    /**
     * How much is done.
     *
     * @param records in each service before anything is measured
     * @param warmUp of each service before each operation is measured
     * @param round how long the slower service is at work in one round, about
     */
    public record Scale(int records, int connections, int blocks, Duration warmUp, Duration round) {

        // A service runs for weeks; the compiler is still a twentieth of its work after half a
        // minute.
        public static final Scale FULL =
                new Scale(100_000, 4, 3, Duration.ofSeconds(60), Duration.ofSeconds(3));
        public static final Scale QUICK =
                new Scale(2_000, 4, 1, Duration.ofSeconds(3), Duration.ofSeconds(1));

        public Scale withRecords(int newRecords) {
            return new Scale(newRecords, connections, blocks, warmUp, round);
        }
    }

    public HttpBenchmark(Workspace workspace, Progress progress, Scale scale) {
        this.workspace = workspace;
        this.progress = progress;
        this.scale = scale;
        this.load = new Load(scale.connections(), workspace.databaseCpu());
    }

    public Report run() throws IOException, InterruptedException {
        progress.say("http: starting the platform and the hand-written service");
        Rivals rivals = Rivals.start(workspace);
        try {
            for (Side side : List.of(rivals.armature(), rivals.handWritten())) {
                side.load(scale.records(), progress);
            }
            rivals.server().settle();
            if (scale.records() > StorageOptions.defaults().threshold()) {
                rivals.server().awaitOwnTable("deal");
            }
            Rivals.vacuum(workspace);
            return measure(rivals, "http", List.of(Operation.values()));
        } finally {
            rivals.armature().process().close();
            rivals.handWritten().process().close();
            Rivals.drop(workspace);
        }
    }

    /** Lists alone, of two services that are loaded already. */
    public Report lists(Rivals rivals) throws IOException, InterruptedException {
        return measure(rivals, "scale-http", List.of(Operation.LIST));
    }

    private Report measure(Rivals rivals, String name, List<Operation> operations)
            throws IOException, InterruptedException {
        Table table =
                new Table(
                        "operation",
                        "Armature /s",
                        "p50 ms",
                        "p95 ms",
                        "CPU µs",
                        "DB µs",
                        "hand-written /s",
                        "p50 ms",
                        "p95 ms",
                        "CPU µs",
                        "DB µs",
                        "ratio",
                        "CPU ratio");
        ObjectNode figures =
                Json.object()
                        .put("records", scale.records())
                        .put("connections", scale.connections());
        for (Operation operation : operations) {
            rivals.signInAgain();
            Comparison comparison = compare(rivals, operation);
            add(table, operation, comparison);
            figures.set(operation.name().toLowerCase(Locale.ROOT), json(comparison));
        }
        return new Report(name, "HTTP API against a hand-written service", notes(), table, figures);
    }

    private Comparison compare(Rivals rivals, Operation operation)
            throws IOException, InterruptedException {
        progress.say("http: %s: warming up".formatted(operation.title()));
        int count = warmUp(rivals, operation);
        Comparison comparison = new Comparison();
        for (int block = 1; block <= scale.blocks(); block++) {
            seed++;
            Round first = round(rivals, rivals.armature(), operation, count);
            Round second = round(rivals, rivals.handWritten(), operation, count);
            seed++;
            Round third = round(rivals, rivals.handWritten(), operation, count);
            Round fourth = round(rivals, rivals.armature(), operation, count);
            comparison.add(List.of(first, fourth), List.of(second, third));
            progress.say(
                    "http: %s: block %d of %d, %,d requests a round, ratio so far %s"
                            .formatted(
                                    operation.title(),
                                    block,
                                    scale.blocks(),
                                    count,
                                    Figures.of(comparison.ratio())));
        }
        return comparison;
    }

    /**
     * Lets both work until each has done so for long enough.
     *
     * @return how many requests the slower one answers in a round
     */
    private int warmUp(Rivals rivals, Operation operation)
            throws IOException, InterruptedException {
        Duration[] done = {Duration.ZERO, Duration.ZERO};
        int count = FIRST_WARM_UP;
        while (true) {
            seed++;
            Round armature = round(rivals, rivals.armature(), operation, count);
            Round hand = round(rivals, rivals.handWritten(), operation, count);
            done[0] = done[0].plus(armature.elapsed());
            done[1] = done[1].plus(hand.elapsed());
            double slower = Math.min(armature.perSecond(), hand.perSecond());
            int wanted = Math.max(8, (int) (slower * scale.round().toMillis() / 1_000));
            // The faster one may have worked for less; it must not go on for ever to make it up.
            if (max(done).compareTo(scale.warmUp()) >= 0) {
                return wanted;
            }
            count = Math.min(wanted, count * 4);
        }
    }

    private static Duration max(Duration... durations) {
        return durations[0].compareTo(durations[1]) > 0 ? durations[0] : durations[1];
    }

    private Round round(Rivals rivals, Side side, Operation operation, int count)
            throws IOException, InterruptedException {
        List<Request> requests = operation.requests(side, count, seed);
        Round round = load.run(side, requests);
        // What the platform does after it has answered is not to slow the other one down.
        rivals.server().settle();
        return round;
    }

    private static void add(Table table, Operation operation, Comparison comparison) {
        Round armature = comparison.first();
        Round hand = comparison.second();
        table.row(
                operation.title(),
                Figures.of(armature.perSecond()),
                Figures.of(armature.percentile(50)),
                Figures.of(armature.percentile(95)),
                Figures.of(armature.serviceMicros()),
                Figures.of(armature.databaseMicros()),
                Figures.of(hand.perSecond()),
                Figures.of(hand.percentile(50)),
                Figures.of(hand.percentile(95)),
                Figures.of(hand.serviceMicros()),
                Figures.of(hand.databaseMicros()),
                Figures.of(comparison.ratio()),
                Figures.of(comparison.cpuRatio()));
    }

    private static ObjectNode json(Comparison comparison) {
        Spread ratio = comparison.ratio();
        ObjectNode json =
                Json.object()
                        .put("ratio", Figures.rounded(ratio.median()))
                        .put("leastRatio", Figures.rounded(ratio.least()))
                        .put("greatestRatio", Figures.rounded(ratio.greatest()))
                        .put("cpuRatio", Figures.rounded(comparison.cpuRatio()));
        json.set("armature", json(comparison.first()));
        json.set("handWritten", json(comparison.second()));
        return json;
    }

    private static ObjectNode json(Round round) {
        return Json.object()
                .put("requests", round.latencies().size())
                .put("perSecond", Figures.rounded(round.perSecond()))
                .put("p50Millis", Figures.rounded(round.percentile(50)))
                .put("p95Millis", Figures.rounded(round.percentile(95)))
                .put("serviceCpuMicros", Figures.rounded(round.serviceMicros()))
                .put("databaseCpuMicros", Figures.rounded(round.databaseMicros()));
    }

    private List<String> notes() {
        return List.of(
                "%,d deals in each before the first round, %d connections, %d block(s) of Armature, hand-written, hand-written, Armature with the same requests."
                        .formatted(scale.records(), scale.connections(), scale.blocks()),
                "ratio: Armature's requests a second divided by the hand-written service's (least–greatest block). CPU ratio: processor time of service and database for one request, Armature to hand-written; of all figures it depends least on the disk and on who else uses the machine.",
                "The hand-written service writes history and an outbox too, keeps no tenants, and knows its one filter in advance.");
    }
}
