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
import dev.armature.engine.identity.SignUp;
import dev.armature.engine.identity.TenantDirectory;
import dev.armature.metadata.change.MetadataService;
import dev.armature.metadata.change.TenantModels;
import dev.armature.metadata.database.DatabaseAddress;
import dev.armature.metadata.database.Databases;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.model.TenantModel;
import dev.armature.metadata.tenant.TenantId;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Models of large tenants, and very many tenants in one database and in one process. */
public final class TenantsBenchmark {

    private static final String DATABASE = "bench_tenants";
    private static final int SMALL_FIELDS = 10;
    private static final int LARGE_OBJECTS = 200;
    private static final int LARGE_FIELDS = 50;
    private static final int LARGE_TENANTS = 12;

    // A load is 10,000 fields: so many until the compiler is done with what reads them.
    private static final int WARM_UP = 40;
    private static final int TOUCHED_OBJECTS = 5;
    private static final int SIGN_UPS = 20;
    private static final int SAMPLED = 100;
    private static final String PASSWORD = "a password of the benchmark";

    private final Workspace workspace;
    private final Progress progress;
    private final Scale scale;

    /**
     * How much is done.
     *
     * @param tenants in the database
     * @param active of them, in one process
     * @param objects of each
     */
    public record Scale(int tenants, int active, int objects) {
        public static final Scale FULL = new Scale(10_000, 2_000, 60);
        public static final Scale QUICK = new Scale(500, 200, 60);
    }

    public TenantsBenchmark(Workspace workspace, Progress progress, Scale scale) {
        this.workspace = workspace;
        this.progress = progress;
        this.scale = scale;
    }

    /** Measures large models, then many tenants. */
    public void run(Reports reports) throws IOException, InterruptedException, SQLException {
        reports.add(models());
        reports.add(tenants());
    }

    private Report models() {
        progress.say("tenants: making a tenant of %d objects".formatted(LARGE_OBJECTS));
        DatabaseAddress owner = workspace.database(DATABASE);
        try (Node node = new Node(owner, workspace.folder().resolve("node"), 5)) {
            TenantId template = node.part(SignUp.class).create(signUp("large")).tenant().id();
            MetadataService service = node.part(MetadataService.class);
            MetadataService.Editor editor = new MetadataService.Editor(template, null, null);
            for (int i = 0; i < LARGE_OBJECTS; i++) {
                service.createObject(editor, SampleObjects.object(i, LARGE_FIELDS));
            }
            new TenantCopies(owner, "large").make("copy-", WARM_UP + LARGE_TENANTS, copies -> {});
            return measure(node);
        } finally {
            workspace.drop(DATABASE);
        }
    }

    private Report measure(Node node) {
        TenantDirectory directory = node.part(TenantDirectory.class);
        TenantModels models = node.part(TenantModels.class);
        List<TenantModel> held = new ArrayList<>();
        long[] loads = new long[LARGE_TENANTS];
        long[] cpu = new long[LARGE_TENANTS];
        use(models.current(id(directory, "large")));
        long first = System.nanoTime();
        held.add(models.current(id(directory, "copy-1")));
        first = System.nanoTime() - first;
        for (int i = 1; i < WARM_UP; i++) {
            held.add(models.current(id(directory, "copy-" + (i + 1))));
        }
        use(held.getFirst());
        held.clear();
        long before = heap();
        for (int i = 0; i < LARGE_TENANTS; i++) {
            TenantId tenant = id(directory, "copy-" + (WARM_UP + i + 1));
            long start = System.nanoTime();
            long cpuStart = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            held.add(models.current(tenant));
            cpu[i] = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpuStart;
            loads[i] = System.nanoTime() - start;
        }
        long loaded = heap();
        held.forEach(TenantsBenchmark::use);
        long used = heap();
        Arrays.sort(loads);
        Arrays.sort(cpu);
        double cpuMillis = Percentiles.of(cpu, 50) / 1e6;
        double loadMillis = Percentiles.of(loads, 50) / 1e6;
        double loadedMib = mib(loaded - before) / held.size();
        double usedMib = mib(used - before) / held.size();
        Table table =
                new Table(
                        "model of 200 objects of 50 fields",
                        "load ms",
                        "of it CPU ms",
                        "MiB loaded",
                        "MiB used");
        table.row(
                "middle of " + LARGE_TENANTS,
                Figures.of(loadMillis),
                Figures.of(cpuMillis),
                Figures.of(loadedMib),
                Figures.of(usedMib));
        return new Report(
                "tenants-model",
                "The model of a large tenant",
                List.of(
                        "load: from the database to a model that can be used, with warm code; CPU: of this process alone. Heap: the difference after a full collection, by model; used: every expression and everything else that is compiled when first asked for.",
                        "the slowest of %d loads took %s ms; the second of a process, with cold code, %s ms"
                                .formatted(
                                        LARGE_TENANTS,
                                        Figures.of(loads[loads.length - 1] / 1e6),
                                        Figures.of(first / 1e6))),
                table,
                Json.object()
                        .put("loadMillis", Figures.rounded(loadMillis))
                        .put("loadCpuMillis", Figures.rounded(cpuMillis))
                        .put("loadedMib", Figures.rounded(loadedMib))
                        .put("usedMib", Figures.rounded(usedMib)));
    }

    /** Has everything compiled that is compiled when first asked for. */
    private static void use(TenantModel model) {
        for (ObjectModel object : model.objects()) {
            for (FieldModel field : object.fields()) {
                if (field.formula() == null && field.defaultValue() == null) {
                    field.rollup();
                }
            }
            object.validations();
            object.rules();
            object.uniquenesses();
            object.counters();
            object.invariants();
            object.walkedReferences();
            model.incoming(object);
            model.rollupsOver(object);
            model.invariantsOver(object);
        }
    }

    private static TenantId id(TenantDirectory directory, String slug) {
        return directory.find(slug).orElseThrow().id();
    }

    private static double mib(long bytes) {
        return bytes / 1_048_576.0;
    }

    private static long heap() {
        for (int i = 0; i < 4; i++) {
            System.gc();
        }
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private static ObjectNode signUp(String slug) {
        return Json.readObject(
                """
                {"name": "Bench", "slug": "%s",
                 "admin": {"name": "Ann", "email": "ann@bench.example", "password": "%s"}}
                """
                        .formatted(slug, PASSWORD));
    }

    private Report tenants() throws IOException, InterruptedException, SQLException {
        progress.say("tenants: starting the platform with 2 GiB");
        ArmatureServer server =
                ArmatureServer.start(workspace, DATABASE, List.of("-Xms512m", "-Xmx2g"));
        try {
            for (int i = 0; i < scale.objects; i++) {
                server.createObject(Json.write(SampleObjects.object(i, SMALL_FIELDS)));
            }
            DatabaseAddress owner = workspace.owner(DATABASE);
            TenantCopies copies = new TenantCopies(owner, "bench");
            copies.make(
                    "copy-",
                    scale.tenants,
                    made -> progress.say("tenants: %,d of %,d".formatted(made, scale.tenants)));
            Databases.execute(owner, "vacuum analyze");
            return measure(server, copies);
        } finally {
            server.process().close();
            workspace.drop(DATABASE);
        }
    }

    private Report measure(ArmatureServer server, TenantCopies copies)
            throws IOException, InterruptedException, SQLException {
        int port = server.process().port();
        verify(server, port, copies);
        progress.say("tenants: signing up and first use");
        double[] signUps = new double[SIGN_UPS];
        double[] firsts = new double[SIGN_UPS];
        for (int i = 0; i < SIGN_UPS; i++) {
            newTenant(port, "fresh-" + i, signUps, firsts, i);
        }
        double empty = server.process().heapMib();
        List<String> tokens = new ArrayList<>();
        for (int i = 1; i <= scale.active; i++) {
            tokens.add(access(port, copies.refreshToken("copy-" + i)));
        }
        progress.say("tenants: %,d become active".formatted(scale.active));
        double[] cold = touchAll(port, tokens);
        double full = server.process().heapMib();
        double[] warm = touchAll(port, tokens);
        double after = server.process().heapMib();
        Arrays.sort(signUps);
        Arrays.sort(firsts);
        Table table = new Table("figure", "value");
        table.row("tenants in the database", "%,d".formatted(scale.tenants));
        table.row("objects of each", Integer.toString(scale.objects));
        table.row("sign-up p50 ms", Figures.of(at(signUps, 0.5)));
        table.row("sign-up max ms", Figures.of(signUps[SIGN_UPS - 1]));
        table.row("first use p50 ms", Figures.of(at(firsts, 0.5)));
        table.row("first use max ms", Figures.of(firsts[SIGN_UPS - 1]));
        table.row("active tenants", "%,d".formatted(tokens.size()));
        table.row("heap before MiB", Figures.of(empty));
        table.row("heap with all active MiB", Figures.of(full));
        table.row("heap after a second round MiB", Figures.of(after));
        table.row("KiB an active tenant", Figures.of((full - empty) * 1_024 / tokens.size()));
        table.row("first list p50 ms", Figures.of(at(cold, 0.5)));
        table.row("first list p99 ms", Figures.of(at(cold, 0.99)));
        table.row("second list p50 ms", Figures.of(at(warm, 0.5)));
        table.row("second list p99 ms", Figures.of(at(warm, 0.99)));
        ObjectNode figures =
                Json.object()
                        .put("tenants", scale.tenants)
                        .put("signUpMillis", Figures.rounded(at(signUps, 0.5)))
                        .put("firstUseMillis", Figures.rounded(at(firsts, 0.5)))
                        .put("heapMib", Figures.rounded(full))
                        .put("firstListMillis", Figures.rounded(at(cold, 0.5)))
                        .put("secondListMillis", Figures.rounded(at(warm, 0.5)));
        return new Report(
                "tenants",
                "Many tenants",
                List.of(
                        "sign-up: a new tenant with its administrator, whose password is hashed. First use: signing in, an object, a record and a list of it. Heap: after a full collection, of a process with -Xmx2g. Active: %d lists of different objects and a record in each tenant; a model that has left the cache shows as a second list that costs as much as the first."
                                .formatted(TOUCHED_OBJECTS)),
                table,
                figures);
    }

    private static double at(double[] sorted, double part) {
        return sorted[(int) Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
    }

    /** Copies are what the platform makes itself: the API reads and changes some of them. */
    private void verify(ArmatureServer server, int port, TenantCopies copies)
            throws IOException, SQLException {
        progress.say("tenants: looking at %d copies through the API".formatted(SAMPLED));
        Request objects = Request.get("/api/v1/metadata/objects");
        JsonNode template;
        try (HttpConnection connection = server.connect()) {
            template = connection.expect(objects).json();
        }
        for (int i = 1; i <= Math.min(SAMPLED, scale.tenants); i++) {
            int number = 1 + (i - 1) * scale.tenants / Math.min(SAMPLED, scale.tenants);
            String token = access(port, copies.refreshToken("copy-" + number));
            try (HttpConnection connection = new HttpConnection(port, token)) {
                if (!connection.expect(objects).json().equals(template)) {
                    throw new BenchException("A copy has other metadata than its original");
                }
                connection.expect(
                        Request.post(
                                "/api/v1/metadata/objects/thing0/fields",
                                "{\"name\": \"more\", \"type\": \"text\"}",
                                201));
                connection.expect(Request.delete("/api/v1/metadata/objects/thing0/fields/more"));
            }
        }
    }

    static String access(int port, String refreshToken) throws IOException {
        try (HttpConnection connection = new HttpConnection(port, null)) {
            return connection
                    .expect(
                            Request.post(
                                    "/api/v1/auth/refresh",
                                    Json.write(Json.object().put("refresh_token", refreshToken)),
                                    200))
                    .json()
                    .get("access_token")
                    .textValue();
        }
    }

    private static void newTenant(
            int port, String slug, double[] signUps, double[] firsts, int index)
            throws IOException {
        try (HttpConnection connection = new HttpConnection(port, null)) {
            long start = System.nanoTime();
            connection.expect(Request.post("/api/v1/tenants", Json.write(signUp(slug)), 201));
            signUps[index] = (System.nanoTime() - start) / 1e6;
        }
        long start = System.nanoTime();
        String token;
        try (HttpConnection connection = new HttpConnection(port, null)) {
            ObjectNode who =
                    Json.object()
                            .put("tenant", slug)
                            .put("email", "ann@bench.example")
                            .put("password", PASSWORD);
            token =
                    connection
                            .expect(Request.post("/api/v1/auth/login", Json.write(who), 200))
                            .json()
                            .get("access_token")
                            .textValue();
        }
        try (HttpConnection connection = new HttpConnection(port, token)) {
            connection.expect(
                    Request.post(
                            "/api/v1/metadata/objects",
                            Json.write(SampleObjects.object(0, SMALL_FIELDS)),
                            201));
            connection.expect(Request.post("/api/v1/records/thing0", "{\"name\": \"First\"}", 201));
            connection.expect(Request.get("/api/v1/records/thing0"));
        }
        firsts[index] = (System.nanoTime() - start) / 1e6;
    }

    /** Every tenant lists and writes; how long the first list of each took. */
    private double[] touchAll(int port, List<String> tokens) throws IOException {
        double[] firsts = new double[tokens.size()];
        for (int i = 0; i < tokens.size(); i++) {
            try (HttpConnection connection = new HttpConnection(port, tokens.get(i))) {
                for (int touched = 0; touched < TOUCHED_OBJECTS; touched++) {
                    String path =
                            "/api/v1/records/"
                                    + SampleObjects.name((i + touched * 11) % scale.objects);
                    long start = System.nanoTime();
                    connection.expect(Request.get(path + "?sort=-amount2&view=open"));
                    if (touched == 0) {
                        firsts[i] = (System.nanoTime() - start) / 1e6;
                        connection.expect(Request.post(path, "{\"name\": \"One\"}", 201));
                    }
                }
            }
        }
        Arrays.sort(firsts);
        return firsts;
    }
}
