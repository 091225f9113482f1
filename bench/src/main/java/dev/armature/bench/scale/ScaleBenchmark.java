package dev.armature.bench.scale;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.zaxxer.hikari.HikariDataSource;
import dev.armature.bench.BenchException;
import dev.armature.bench.client.HttpConnection;
import dev.armature.bench.client.Request;
import dev.armature.bench.http.HttpBenchmark;
import dev.armature.bench.http.Rivals;
import dev.armature.bench.http.SampleDeals;
import dev.armature.bench.process.Node;
import dev.armature.bench.process.Workspace;
import dev.armature.bench.report.Figures;
import dev.armature.bench.report.Progress;
import dev.armature.bench.report.Report;
import dev.armature.bench.report.Reports;
import dev.armature.bench.report.Table;
import dev.armature.engine.access.Caller;
import dev.armature.engine.check.ConsistencyCheck;
import dev.armature.engine.check.Finding;
import dev.armature.engine.identity.TenantDirectory;
import dev.armature.engine.query.AggregateQuery;
import dev.armature.engine.query.Aggregator;
import dev.armature.engine.query.RecordQuery;
import dev.armature.engine.query.RecordReader;
import dev.armature.engine.sql.Sql;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.engine.storage.StorageOptions;
import dev.armature.metadata.change.TenantModels;
import dev.armature.metadata.database.DatabaseAddress;
import dev.armature.metadata.database.DatabaseException;
import dev.armature.metadata.database.Databases;
import dev.armature.metadata.database.TenantTransactions;
import dev.armature.metadata.definition.RoleDefinition;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.tenant.Tenant;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * A large object beside the same records in the hand-written service's table: the work of the
 * database, requests a second, deep pages, and plans over a mix of queries; and the same mix on
 * objects that the shared store still holds.
 */
public final class ScaleBenchmark {

    /** A role with a condition on the deals. */
    private static final String SELLER = "seller";

    private static final Instant FIRST_MOMENT = Instant.parse("2025-01-01T08:00:00Z");
    private static final int SECONDS_APART = 20;
    private static final int TOLD_EVERY = 100_000;
    private static final int SMALL_OBJECTS = 10;
    private static final int PAGE = 50;
    private static final int EXPLAINED = 5;
    private static final int WORST = 8;
    private static final int WARMING = 40;

    private static final int CONNECTIONS = 3;

    // Above this, the check of a small object has to do: it goes through every record in Java.
    private static final int CHECKED = 100_000;

    private static final String WEIGHTED =
            """
            {"name": "weighted", "type": "formula", "returns": "decimal",
             "expression": "amount * probability / 100"}
            """;

    private final Workspace workspace;
    private final Progress progress;
    private final Scale scale;

    /**
     * How much is done.
     *
     * @param records of the large object
     * @param smallRecords of each object in the shared store
     * @param deepPage the page that is compared with the first
     * @param queries in a mix
     * @param times that each is asked
     */
    public record Scale(int records, int smallRecords, int deepPage, int queries, int times) {

        // As many as an object may have before it moves to a table of its own.
        private static final int SMALL = StorageOptions.defaults().threshold();

        public static final Scale FULL = new Scale(1_000_000, SMALL, 10_000, 200, 12);
        public static final Scale QUICK = new Scale(50_000, SMALL, 500, 200, 12);

        public Scale withRecords(int newRecords) {
            return new Scale(
                    newRecords,
                    smallRecords,
                    Math.min(deepPage, newRecords / PAGE / 2),
                    queries,
                    times);
        }
    }

    public ScaleBenchmark(Workspace workspace, Progress progress, Scale scale) {
        this.workspace = workspace;
        this.progress = progress;
        this.scale = scale;
    }

    public void run(Reports reports) throws IOException, InterruptedException, SQLException {
        progress.say("scale: starting the platform and the hand-written service");
        Rivals rivals = Rivals.start(workspace);
        rivals.armature().load(0, progress);
        rivals.handWritten().load(0, progress);
        for (int i = 0; i < SMALL_OBJECTS; i++) {
            rivals.server()
                    .createObject(
                            SampleDeals.DEAL_OBJECT.replace("\"deal\"", "\"" + small(i) + "\""));
        }
        DatabaseAddress owner = workspace.owner(Rivals.ARMATURE_DATABASE);
        try (Node node = new Node(owner, workspace.folder().resolve("node"), CONNECTIONS);
                HikariDataSource alone = Databases.open(Databases.prepare(owner), 1)) {
            new Run(rivals, node, new TenantDatabase(alone)).run(reports);
        } finally {
            rivals.armature().process().close();
            rivals.handWritten().process().close();
            Rivals.drop(workspace);
        }
    }

    private static String small(int number) {
        return "lead" + number;
    }

    /** The measuring of two services that are there. */
    private final class Run {

        private final Rivals rivals;
        private final Tenant tenant;
        private final TenantModels models;
        private final Recorder recorder;
        private final RecordReader reader;
        private final Aggregator aggregator;
        private final TenantTransactions transactions;
        private final Caller user;
        private final Caller administrator;
        private final Caller seller;

        Run(Rivals rivals, Node node, TenantDatabase alone) {
            this.rivals = rivals;
            tenant = node.part(TenantDirectory.class).find("bench").orElseThrow();
            models = node.part(TenantModels.class);
            recorder = new Recorder(alone);
            reader = node.part(RecordReader.class);
            aggregator = node.part(Aggregator.class);
            transactions = node.part(TenantTransactions.class);
            user = caller(RoleDefinition.USER);
            administrator = caller(RoleDefinition.ADMINISTRATOR);
            seller = caller(SELLER);
        }

        private Caller caller(String role) {
            return new Caller(
                    tenant, UUID.randomUUID(), role + "@bench.example", "Ann", List.of(role), "en");
        }

        private ObjectModel object(String name) {
            return models.refresh(tenant.id()).required(name);
        }

        void run(Reports reports) throws IOException, InterruptedException, SQLException {
            load();
            indexFields();
            move();
            progress.say("scale: vacuuming and analysing both databases");
            Rivals.vacuum(workspace);
            if (scale.records <= CHECKED) {
                check("deal");
            }
            check(small(0));
            reports.add(work());
            reports.add(
                    new HttpBenchmark(
                                    workspace,
                                    progress,
                                    HttpBenchmark.Scale.FULL.withRecords(scale.records))
                            .lists(rivals));
            addFormulas();
            addRole();
            reports.add(
                    mix("deal", scale.records, "scale-mix", "A mix of queries on a large object"));
            reports.add(
                    mix(
                            small(3),
                            scale.smallRecords,
                            "scale-shared",
                            "The mix on an object in the shared store"));
        }

        private void load() throws IOException, SQLException {
            long start = System.nanoTime();
            ObjectModel deal = object("deal");
            List<ObjectModel> leads = new ArrayList<>();
            for (int i = 0; i < SMALL_OBJECTS; i++) {
                leads.add(object(small(i)));
            }
            UUID author = UUID.randomUUID();
            try (PlatformLoader platform =
                            new PlatformLoader(workspace.owner(Rivals.ARMATURE_DATABASE), author);
                    NativeLoader hand =
                            new NativeLoader(workspace.owner(Rivals.HAND_DATABASE), author)) {
                for (int i = 0; i < scale.records; i++) {
                    if (i % TOLD_EVERY == 0) {
                        progress.say("scale: %,d of %,d loaded".formatted(i, scale.records));
                    }
                    Instant at = FIRST_MOMENT.plusSeconds((long) i * SECONDS_APART);
                    UUID id = id(at, i);
                    platform.add(deal, id, at, SampleDeals.deal(i, rivals.armature().accounts()));
                    hand.add(id, at, SampleDeals.deal(i, rivals.handWritten().accounts()));
                }
                // One of each in turns, as they come when many tenants write: rows of an object lie
                // scattered.
                for (int i = 0; i < scale.smallRecords; i++) {
                    for (ObjectModel lead : leads) {
                        Instant at = FIRST_MOMENT.plusSeconds((long) i * SECONDS_APART);
                        platform.add(
                                lead,
                                id(at, i * SMALL_OBJECTS + leads.indexOf(lead) + 1L << 32),
                                at,
                                SampleDeals.deal(i, rivals.armature().accounts()));
                    }
                }
            }
            progress.say("scale: loaded in %s s".formatted(seconds(start)));
        }

        /** A version 7 UUID of a moment. */
        private static UUID id(Instant at, long number) {
            SplittableRandom random = new SplittableRandom(number);
            return new UUID(
                    at.toEpochMilli() << 16 | 0x7000 | random.nextInt(0x1000),
                    random.nextLong() >>> 2 | 0x8000000000000000L);
        }

        /** For what is asked by one field alone. */
        private void indexFields() throws IOException {
            rivals.server().signIn();
            try (HttpConnection connection = rivals.server().connect()) {
                for (String field : List.of("stage", "amount")) {
                    connection.expect(
                            Request.patch(
                                    "/api/v1/metadata/objects/deal/fields/" + field,
                                    "{\"indexed\": true}"));
                }
            }
        }

        /** By the platform's own job. */
        private void move() throws IOException, InterruptedException {
            long start = System.nanoTime();
            try (HttpConnection connection = rivals.server().connect()) {
                JsonNode job =
                        connection
                                .expect(
                                        Request.post(
                                                "/api/v1/metadata/objects/deal/storage",
                                                "{\"place\": \"dedicated\"}",
                                                202))
                                .json();
                rivals.server().awaitJob(job.get("id").textValue(), Duration.ofMinutes(40));
            }
            progress.say("scale: moved to a table of its own in %s s".formatted(seconds(start)));
        }

        private void check(String object) {
            long start = System.nanoTime();
            List<Finding> findings =
                    new ConsistencyCheck(transactions, models)
                            .find(tenant.id(), object(object).id());
            if (!findings.isEmpty()) {
                throw new BenchException(
                        "What was loaded is not what the platform stores: " + findings.getFirst());
            }
            progress.say(
                    "scale: %s is consistent, checked in %s s".formatted(object, seconds(start)));
        }

        private void addFormulas() throws IOException {
            rivals.server().signIn();
            try (HttpConnection connection = rivals.server().connect()) {
                for (String object : List.of("deal", small(3))) {
                    connection.expect(
                            Request.post(
                                    "/api/v1/metadata/objects/" + object + "/fields",
                                    Json.write(Json.readObject(WEIGHTED)),
                                    201));
                }
            }
        }

        /** Who sees most deals, but not all: a condition that no index answers. */
        private void addRole() throws IOException {
            String rights =
                    "{\"read\": true, \"when\": \"stage != \\\"lost\\\" || owner == user.id\"}";
            try (HttpConnection connection = rivals.server().connect()) {
                connection.expect(
                        Request.post(
                                "/api/v1/roles",
                                """
                                {"name": "%s", "objects": {"deal": %s, "%s": %s, "account": {"read": true}}}
                                """
                                        .formatted(SELLER, rights, small(3), rights),
                                201));
            }
        }

        private Report work() throws SQLException {
            progress.say("scale: explaining queries on both");
            Table table =
                    new Table(
                            "query",
                            "Armature buffers",
                            "ms",
                            "native buffers",
                            "ms",
                            "buffers ratio",
                            "time ratio");
            ArrayNode figures = Json.MAPPER.createArrayNode();
            List<String> notes = new ArrayList<>();
            try (NativeQueries hand = new NativeQueries(workspace.owner(Rivals.HAND_DATABASE))) {
                for (Compared compared : Compared.values()) {
                    add(table, figures, notes, compared, hand);
                }
            }
            deepPages(table, figures, notes);
            notes.add(
                    "%,d deals; the middle of %d runs, everything in memory if it fits; both analysed and vacuumed. The platform's queries run as the application's role."
                            .formatted(scale.records, EXPLAINED));
            ObjectNode json = Json.object().put("records", scale.records);
            json.set("queries", figures);
            return new Report("scale-work", "The database's work for a query", notes, table, json);
        }

        private void add(
                Table table,
                ArrayNode figures,
                List<String> notes,
                Compared compared,
                NativeQueries hand)
                throws SQLException {
            ObjectModel deal = object("deal");
            String body = compared.figures();
            if (body == null) {
                RecordQuery query =
                        RecordQuery.of(deal)
                                .withFilter(
                                        compared.filter()
                                                .replace(
                                                        "{account}",
                                                        rivals.armature().accounts().getFirst()))
                                .withLimit(PAGE);
                reader.within(recorder)
                        .list(
                                user,
                                compared.sort().isEmpty()
                                        ? query
                                        : query.withSort(compared.sort()));
            } else {
                aggregator
                        .within(recorder)
                        .aggregate(user, AggregateQuery.parse(deal, Json.readObject(body)));
            }
            Sql statement = recorder.take().getFirst();
            List<Plan> own = new ArrayList<>();
            List<Plan> natives = new ArrayList<>();
            for (int i = 0; i < EXPLAINED; i++) {
                own.add(recorder.explain(tenant.id(), statement));
                natives.add(
                        hand.explain(
                                compared.nativeSql()
                                        .replace(
                                                "{account}",
                                                rivals.handWritten().accounts().getFirst())));
            }
            row(table, figures, notes, compared.title(), middle(own), middle(natives));
        }

        private static Plan middle(List<Plan> plans) {
            return plans.stream()
                    .sorted((a, b) -> Double.compare(a.millis(), b.millis()))
                    .toList()
                    .get(plans.size() / 2);
        }

        private static void row(
                Table table,
                ArrayNode figures,
                List<String> notes,
                String title,
                Plan own,
                Plan other) {
            double buffers = (double) own.buffers() / other.buffers();
            double time = own.millis() / other.millis();
            table.row(
                    title,
                    "%,d".formatted(own.buffers()),
                    Figures.of(own.millis()),
                    "%,d".formatted(other.buffers()),
                    Figures.of(other.millis()),
                    Figures.of(buffers),
                    Figures.of(time));
            figures.addObject()
                    .put("query", title)
                    .put("buffers", own.buffers())
                    .put("nativeBuffers", other.buffers())
                    .put("buffersRatio", Figures.rounded(buffers))
                    .put("timeRatio", Figures.rounded(time))
                    .put("plan", own.told())
                    .put("nativePlan", other.told());
            notes.add("%s: %s; native: %s".formatted(title, own.told(), other.told()));
        }

        private void deepPages(Table table, ArrayNode figures, List<String> notes) {
            RecordQuery query = RecordQuery.of(object("deal")).withSort("-amount").withLimit(PAGE);
            RecordReader recorded = reader.within(recorder);
            progress.say("scale: going to page %,d".formatted(scale.deepPage));
            byte[] page = recorded.list(user, query);
            Sql first = recorder.take().getFirst();
            for (int i = 2; i < scale.deepPage; i++) {
                page = recorded.list(user, query.withCursor(next(page)));
            }
            recorder.take();
            recorded.list(user, query.withCursor(next(page)));
            Sql deep = recorder.take().getFirst();
            List<Plan> firsts = new ArrayList<>();
            List<Plan> deeps = new ArrayList<>();
            for (int i = 0; i < EXPLAINED; i++) {
                firsts.add(recorder.explain(tenant.id(), first));
                deeps.add(recorder.explain(tenant.id(), deep));
            }
            row(
                    table,
                    figures,
                    notes,
                    "page %,d, against the first".formatted(scale.deepPage),
                    middle(deeps),
                    middle(firsts));
        }

        private static String next(byte[] page) {
            return Json.parseObject(page).at("/page/next").textValue();
        }

        private Report mix(String object, int records, String name, String title) {
            progress.say(
                    "%s: %d queries, %d times each".formatted(name, scale.queries, scale.times));
            QueryMix mix =
                    new QueryMix(
                            reader,
                            aggregator,
                            recorder,
                            List.of(seller, administrator),
                            rivals.armature().accounts());
            // Some unmeasured, for the caches.
            mix.run(object(object), records, Math.min(scale.queries, WARMING), 1);
            QueryMix.Times times = mix.run(object(object), records, scale.queries, scale.times);
            Table table =
                    new Table(
                            "answers",
                            "p50 ms",
                            "p90 ms",
                            "p99 ms",
                            "max ms",
                            "p99 to p50",
                            "CPU p50 ms",
                            "CPU p99 ms",
                            "CPU p99 to p50");
            table.row(
                    "%,d".formatted(times.all().size()),
                    Figures.of(times.millis(50)),
                    Figures.of(times.millis(90)),
                    Figures.of(times.millis(99)),
                    Figures.of(times.millis(100)),
                    Figures.of(times.millis(99) / times.millis(50)),
                    Figures.of(times.cpuMillis(50)),
                    Figures.of(times.cpuMillis(99)),
                    Figures.of(times.cpuMillis(99) / times.cpuMillis(50)));
            List<String> notes = new ArrayList<>();
            notes.add(
                    "%d queries, each asked up to %d times with other values and counted by its worst answer, as an administrator and as a user who sees the deals that are not lost, or their own, in turns. CPU: processor time of the caller and of its database process, without parallel workers; what an answer takes by itself when nobody else uses the machine."
                            .formatted(scale.queries, scale.times));
            notes.add(
                    "%d queries were given up after %s s, each with an answer that names the field to index."
                            .formatted(times.refused(), TenantDatabase.QUERY_LIMIT.toSeconds()));
            ObjectNode figures =
                    Json.object()
                            .put("records", records)
                            .put("refused", times.refused())
                            .put("p50Millis", Figures.rounded(times.millis(50)))
                            .put("p90Millis", Figures.rounded(times.millis(90)))
                            .put("p99Millis", Figures.rounded(times.millis(99)))
                            .put("maxMillis", Figures.rounded(times.millis(100)));
            for (QueryMix.Timed timed : times.worst(WORST)) {
                notes.add(
                        "%s ms, CPU %s ms: %s: %s"
                                .formatted(
                                        Figures.of(timed.nanos() / 1e6),
                                        Figures.of(timed.cpuNanos() / 1e6),
                                        timed.query().told(timed.filter()),
                                        told(timed)));
            }
            return new Report(name, title, notes, table, figures);
        }

        /** How an answer was found; a query that was given up is not run again. */
        private String told(QueryMix.Timed timed) {
            if (timed.refusal() != null) {
                return timed.refusal();
            }
            try {
                return recorder.explain(tenant.id(), timed.statements().getLast()).told();
            } catch (DatabaseException e) {
                // Being watched takes longer than being run.
                return "not explained within " + TenantDatabase.QUERY_LIMIT.toSeconds() + " s";
            }
        }

        private static String seconds(long start) {
            return Figures.of((System.nanoTime() - start) / 1e9);
        }
    }
}
