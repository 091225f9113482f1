package dev.armature.bench.fields;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.bench.client.HttpConnection;
import dev.armature.bench.http.SampleDeals;
import dev.armature.bench.http.Side;
import dev.armature.bench.process.ArmatureServer;
import dev.armature.bench.process.Workspace;
import dev.armature.bench.report.Figures;
import dev.armature.bench.report.Progress;
import dev.armature.bench.report.Report;
import dev.armature.bench.report.Table;
import dev.armature.bench.stats.Percentiles;
import dev.armature.metadata.json.Json;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** How soon a field that is added, renamed, deleted or restored is so for everybody. */
public final class FieldsBenchmark {

    private static final String DATABASE = "bench_fields";
    private static final String VALUE = "kept";

    private final Workspace workspace;
    private final Progress progress;
    private final Scale scale;

    /**
     * How much is done.
     *
     * @param records of the object
     * @param writers that go on meanwhile, in the second half
     * @param cycles of adding, renaming, deleting and restoring a field, in each half
     */
    public record Scale(int records, int writers, int cycles) {

        public static final Scale FULL = new Scale(100_000, 4, 15);
        public static final Scale QUICK = new Scale(10_000, 4, 4);

        public Scale withRecords(int newRecords) {
            return new Scale(newRecords, writers, cycles);
        }
    }

    private enum Change {
        ADD,
        RENAME,
        DELETE,
        RESTORE
    }

    public FieldsBenchmark(Workspace workspace, Progress progress, Scale scale) {
        this.workspace = workspace;
        this.progress = progress;
        this.scale = scale;
    }

    public Report run() throws IOException, InterruptedException {
        progress.say("fields: starting the platform");
        ArmatureServer server = ArmatureServer.start(workspace, DATABASE);
        try {
            server.createObject(SampleDeals.ACCOUNT_OBJECT);
            server.createObject(SampleDeals.DEAL_OBJECT);
            Side side = Side.of(server);
            side.load(scale.records(), progress);
            server.settle();
            return measure(server, side);
        } finally {
            server.process().close();
            workspace.drop(DATABASE);
        }
    }

    private Report measure(ArmatureServer server, Side side)
            throws IOException, InterruptedException {
        Table table =
                new Table(
                        "change",
                        "writers",
                        "request p50 ms",
                        "max",
                        "in record p50 ms",
                        "in schema p50 ms",
                        "in form p50 ms",
                        "max");
        ObjectNode figures = Json.object().put("records", side.loaded());
        List<String> notes = new ArrayList<>();
        try (DdlCount ddl = DdlCount.install(workspace.owner(DATABASE))) {
            // The first cycles pay for classes that were never used.
            cycles(side, "warmUp", 0);
            long before = ddl.read();
            for (int writers : List.of(0, scale.writers())) {
                Half half = cycles(side, writers == 0 ? "idle" : "busy", writers);
                half.seen().forEach((change, seen) -> add(table, figures, change, writers, seen));
                if (writers > 0) {
                    notes.add(
                            "%d writers created and changed records all the while, %s writes a second; none was refused."
                                    .formatted(writers, Figures.of(half.writesPerSecond())));
                }
            }
            long statements = ddl.read() - before;
            figures.put("ddlStatements", statements);
            notes.add(
                    "DDL statements that PostgreSQL ran meanwhile: %d (an event trigger counts them; expected 0)."
                            .formatted(statements));
        }
        notes.add(
                "An object of %,d records, %d cycles. Times run from sending the change. The record, the JSON schema and the form are asked one after the other, so \"in form\" is the time until the change is seen in all three."
                        .formatted(side.loaded(), scale.cycles()));
        server.settle();
        return new Report("fields", "Fields changed while others write", notes, table, figures);
    }

    /** What was seen of each change. */
    private record Half(Map<Change, List<Watch.Seen>> seen, double writesPerSecond) {}

    private Half cycles(Side side, String name, int writers)
            throws IOException, InterruptedException {
        Map<Change, List<Watch.Seen>> seen = new EnumMap<>(Change.class);
        try (HttpConnection connection = side.connect();
                Writers others = Writers.start(side, writers)) {
            Watch watch = new Watch(connection, side.deal(0));
            for (int i = 1; i <= scale.cycles(); i++) {
                progress.say(
                        "fields: %s, %d writers, cycle %d of %d"
                                .formatted(name, writers, i, scale.cycles()));
                cycle(watch, name + i, seen);
            }
            double perSecond = others.perSecond();
            others.finish();
            return new Half(seen, perSecond);
        }
    }

    private static void cycle(Watch watch, String field, Map<Change, List<Watch.Seen>> seen)
            throws IOException {
        String renamed = field + "Renamed";
        note(seen, Change.ADD, watch.add(field));
        watch.fill(field, VALUE);
        note(seen, Change.RENAME, watch.rename(field, renamed, VALUE));
        note(seen, Change.DELETE, watch.delete(renamed));
        note(seen, Change.RESTORE, watch.restore(renamed, VALUE));
    }

    private static void note(Map<Change, List<Watch.Seen>> seen, Change change, Watch.Seen one) {
        seen.computeIfAbsent(change, unseen -> new ArrayList<>()).add(one);
    }

    private static void add(
            Table table, ObjectNode figures, Change change, int writers, List<Watch.Seen> seen) {
        String name = change.name().toLowerCase(Locale.ROOT);
        table.row(
                name,
                Integer.toString(writers),
                Figures.of(percentile(seen, Watch.Seen::answered, 50)),
                Figures.of(percentile(seen, Watch.Seen::answered, 100)),
                Figures.of(percentile(seen, Watch.Seen::inRecord, 50)),
                Figures.of(percentile(seen, Watch.Seen::inSchema, 50)),
                Figures.of(percentile(seen, Watch.Seen::inForm, 50)),
                Figures.of(percentile(seen, Watch.Seen::inForm, 100)));
        figures.withObject("/" + (writers == 0 ? "idle" : "writing") + "/" + name)
                .put(
                        "requestP50Millis",
                        Figures.rounded(percentile(seen, Watch.Seen::answered, 50)))
                .put(
                        "everywhereP50Millis",
                        Figures.rounded(percentile(seen, Watch.Seen::inForm, 50)))
                .put(
                        "everywhereMaxMillis",
                        Figures.rounded(percentile(seen, Watch.Seen::inForm, 100)));
    }

    private static double percentile(
            List<Watch.Seen> seen, Function<Watch.Seen, Duration> time, double percent) {
        long[] sorted =
                seen.stream()
                        .map(time)
                        .sorted(Comparator.naturalOrder())
                        .mapToLong(Duration::toNanos)
                        .toArray();
        return Percentiles.of(sorted, percent) / 1e6;
    }
}
