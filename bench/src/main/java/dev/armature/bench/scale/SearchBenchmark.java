package dev.armature.bench.scale;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.bench.BenchException;
import dev.armature.bench.client.HttpConnection;
import dev.armature.bench.client.Request;
import dev.armature.bench.process.ArmatureServer;
import dev.armature.bench.process.Node;
import dev.armature.bench.process.Workspace;
import dev.armature.bench.report.Figures;
import dev.armature.bench.report.Progress;
import dev.armature.bench.report.Report;
import dev.armature.bench.report.Reports;
import dev.armature.bench.report.Table;
import dev.armature.bench.stats.Percentiles;
import dev.armature.engine.identity.TenantDirectory;
import dev.armature.metadata.change.TenantModels;
import dev.armature.metadata.database.DatabaseAddress;
import dev.armature.metadata.database.Databases;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.tenant.TenantId;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * Searches of a user who sees four fifths of the records and not all of their fields: in a tenant
 * of very many contacts, and in small tenants beside it. A search that does not find what it has to
 * ends the run.
 */
public final class SearchBenchmark {

    private static final String DATABASE = "bench_search";
    private static final String PASSWORD = "a password of the benchmark";
    private static final Instant FIRST_MOMENT = Instant.parse("2025-01-01T08:00:00Z");
    private static final int TOLD_EVERY = 100_000;
    private static final int WRITES = 20;
    private static final String ALL = "all of the large tenant";
    private static final String SMALL = "all of the small tenants";
    private static final String WRITTEN = "just written";

    private static final String CONTACT =
            """
            {"name": "contact", "titleField": "name", "fields": [
              {"name": "name", "type": "text", "maxLength": 200},
              {"name": "company", "type": "text", "maxLength": 200, "searchable": true},
              {"name": "note", "type": "longText", "searchable": true},
              {"name": "hidden", "type": "text", "searchable": true},
              {"name": "region", "type": "text", "maxLength": 40}]}
            """;
    private static final String ROLE =
            """
            {"name": "seller", "objects": {"contact": {"read": true, "when": "region != \\"north\\"",
              "fields": {"hidden": {"read": false}}}}}
            """;

    private final Workspace workspace;
    private final Progress progress;
    private final Scale scale;
    private final SearchTexts texts = new SearchTexts();
    private final Map<String, List<Long>> times = new LinkedHashMap<>();

    /**
     * How much is done.
     *
     * @param records of the large tenant
     * @param tenants that are small
     * @param smallRecords of each
     * @param asked small tenants in which somebody searches
     * @param each searches of each kind
     * @param times that each is asked
     */
    public record Scale(
            int records, int tenants, int smallRecords, int asked, int each, int times) {

        public static final Scale FULL = new Scale(1_000_000, 1_000, 200, 100, 10, 8);
        public static final Scale QUICK = new Scale(20_000, 50, 200, 10, 4, 3);

        public Scale withRecords(int newRecords) {
            return new Scale(newRecords, tenants, smallRecords, asked, each, times);
        }
    }

    public SearchBenchmark(Workspace workspace, Progress progress, Scale scale) {
        this.workspace = workspace;
        this.progress = progress;
        this.scale = scale;
    }

    public void run(Reports reports) throws IOException, InterruptedException, SQLException {
        progress.say("search: starting the platform");
        ArmatureServer server = ArmatureServer.start(workspace, DATABASE);
        try {
            server.createObject(CONTACT);
            DatabaseAddress owner = workspace.owner(DATABASE);
            TenantCopies copies = new TenantCopies(owner, "bench");
            copies.make("copy-", scale.tenants, made -> {});
            load(owner);
            move(server);
            progress.say("search: vacuuming and analysing");
            Databases.execute(owner, "vacuum analyze");
            large(server);
            small(server, copies);
            reports.add(report());
        } finally {
            server.process().close();
            workspace.drop(DATABASE);
        }
    }

    private void load(DatabaseAddress owner) throws IOException, SQLException {
        long start = System.nanoTime();
        try (Node node = new Node(owner, workspace.folder().resolve("node"), 3);
                PlatformLoader loader = new PlatformLoader(owner, UUID.randomUUID())) {
            ObjectModel contact = contact(node, "bench");
            for (int i = 0; i < scale.records; i++) {
                if (i % TOLD_EVERY == 0) {
                    progress.say("search: %,d of %,d loaded".formatted(i, scale.records));
                }
                add(loader, contact, i, 0);
            }
            for (int tenant = 1; tenant <= scale.tenants; tenant++) {
                ObjectModel small = contact(node, "copy-" + tenant);
                for (int i = 0; i < scale.smallRecords; i++) {
                    add(loader, small, i, tenant);
                }
            }
        }
        progress.say("search: loaded in %s s".formatted(seconds(start)));
    }

    private static ObjectModel contact(Node node, String slug) {
        TenantId id = node.part(TenantDirectory.class).find(slug).orElseThrow().id();
        return node.part(TenantModels.class).refresh(id).required("contact");
    }

    private void add(PlatformLoader loader, ObjectModel object, int number, int tenant)
            throws IOException {
        Instant at = FIRST_MOMENT.plusSeconds(number * 20L);
        SplittableRandom random = new SplittableRandom(number + ((long) tenant << 32));
        // A version 7 UUID of that moment.
        UUID id =
                new UUID(
                        at.toEpochMilli() << 16 | 0x7000 | random.nextInt(0x1000),
                        random.nextLong() >>> 2 | 0x8000000000000000L);
        loader.add(object, id, at, texts.contact(number));
    }

    private void move(ArmatureServer server) throws IOException, InterruptedException {
        long start = System.nanoTime();
        server.signIn();
        try (HttpConnection connection = server.connect()) {
            JsonNode job =
                    connection
                            .expect(
                                    Request.post(
                                            "/api/v1/metadata/objects/contact/storage",
                                            "{\"place\": \"dedicated\"}",
                                            202))
                            .json();
            server.awaitJob(job.get("id").textValue(), Duration.ofMinutes(40));
        }
        progress.say("search: moved to a table of its own in %s s".formatted(seconds(start)));
    }

    private void large(ArmatureServer server) throws IOException {
        server.signIn();
        List<SearchProbe> probes =
                new ArrayList<>(SearchProbe.byFrequency(texts, scale.records, scale.each));
        int marked = scale.records / SearchTexts.MARKED_EVERY;
        for (int i = 0; i < scale.each; i++) {
            // Old ones and new ones, and of each pair one in English and one in Russian.
            int number = (int) ((long) i * (marked - 1) / scale.each) * SearchTexts.MARKED_EVERY;
            probes.addAll(SearchProbe.of(texts, number + i % 2));
        }
        try (HttpConnection seller = seller(server.process().port(), "bench", server.token());
                HttpConnection admin = server.connect()) {
            progress.say("search: %d searches".formatted(probes.size()));
            for (SearchProbe probe : probes) {
                ask(seller, probe);
            }
            for (int round = 0; round < scale.times; round++) {
                for (SearchProbe probe : probes) {
                    long took = ask(seller, probe);
                    note(probe.title(), took);
                    note(ALL, took);
                }
            }
            written(admin, seller);
        }
    }

    /** A record is created, and the next thing that anybody does is to look for it. */
    private void written(HttpConnection admin, HttpConnection seller) throws IOException {
        for (int i = 0; i < WRITES; i++) {
            String name = SearchTexts.mark(2 * i + 100) + "new";
            admin.expect(
                    Request.post(
                            "/api/v1/records/contact",
                            Json.write(Json.object().put("name", name).put("region", "south")),
                            201));
            note(WRITTEN, ask(seller, new SearchProbe(WRITTEN, i % 2 == 0, name, name)));
        }
    }

    private void small(ArmatureServer server, TenantCopies copies)
            throws IOException, SQLException {
        int port = server.process().port();
        progress.say("search: searching in %d small tenants".formatted(scale.asked));
        for (int i = 1; i <= scale.asked; i++) {
            String slug = "copy-" + i * (scale.tenants / scale.asked);
            String admin = TenantsBenchmark.access(port, copies.refreshToken(slug));
            try (HttpConnection seller = seller(port, slug, admin)) {
                // The first search of a tenant loads its model.
                List<SearchProbe> probes = SearchProbe.of(texts, i % 2);
                ask(seller, probes.getFirst());
                for (SearchProbe probe : probes) {
                    note(SMALL, ask(seller, probe));
                }
            }
        }
    }

    /** Makes the user who may not see everything, and signs them in. */
    private static HttpConnection seller(int port, String slug, String admin) throws IOException {
        ObjectNode who = Json.object().put("email", "sam@bench.example").put("password", PASSWORD);
        try (HttpConnection connection = new HttpConnection(port, admin)) {
            connection.expect(Request.post("/api/v1/roles", ROLE, 201));
            ObjectNode user = who.deepCopy().put("name", "Sam");
            user.putArray("roles").add("seller");
            connection.expect(Request.post("/api/v1/users", Json.write(user), 201));
        }
        try (HttpConnection stranger = new HttpConnection(port, null)) {
            String token =
                    stranger.expect(
                                    Request.post(
                                            "/api/v1/auth/login",
                                            Json.write(who.put("tenant", slug)),
                                            200))
                            .json()
                            .get("access_token")
                            .textValue();
            return new HttpConnection(port, token);
        }
    }

    private static long ask(HttpConnection connection, SearchProbe probe) throws IOException {
        Request request = probe.request();
        long start = System.nanoTime();
        JsonNode answer;
        try {
            answer = connection.expect(request).json();
        } catch (IOException e) {
            throw new BenchException(probe.title() + ": " + e.getMessage());
        }
        long took = System.nanoTime() - start;
        probe.check(answer);
        return took;
    }

    private void note(String kind, long took) {
        times.computeIfAbsent(kind, k -> new ArrayList<>()).add(took);
    }

    private Report report() {
        Table table = new Table("search", "answers", "p50 ms", "p95 ms", "max ms");
        ObjectNode figures = Json.object().put("records", scale.records);
        times.forEach((kind, took) -> {
            long[] sorted = took.stream().mapToLong(Long::longValue).sorted().toArray();
            double middle = Percentiles.of(sorted, 50) / 1e6;
            double late = Percentiles.of(sorted, 95) / 1e6;
            double worst = Percentiles.of(sorted, 100) / 1e6;
            table.row(
                    kind,
                    "%,d".formatted(sorted.length),
                    Figures.of(middle),
                    Figures.of(late),
                    Figures.of(worst));
            figures.putObject(kind)
                    .put("p50Millis", Figures.rounded(middle))
                    .put("p95Millis", Figures.rounded(late))
                    .put("maxMillis", Figures.rounded(worst));
        });
        return new Report(
                "search",
                "Search as a user who sees four fifths of the records",
                List.of(
                        "%,d contacts in a table of their own with three fields that the user may search and one that is hidden from them; %,d small tenants of %,d contacts. Over HTTP, one connection, pages of 50; every answer had what was looked for."
                                .formatted(scale.records, scale.tenants, scale.smallRecords)),
                table,
                figures);
    }

    private static String seconds(long start) {
        return Figures.of((System.nanoTime() - start) / 1e9);
    }
}
