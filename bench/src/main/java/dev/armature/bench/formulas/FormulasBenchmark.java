package dev.armature.bench.formulas;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.bench.BenchException;
import dev.armature.bench.client.HttpConnection;
import dev.armature.bench.client.Request;
import dev.armature.bench.process.ArmatureServer;
import dev.armature.bench.process.Workspace;
import dev.armature.bench.report.Figures;
import dev.armature.bench.report.Progress;
import dev.armature.bench.report.Report;
import dev.armature.bench.report.Table;
import dev.armature.bench.stats.Percentiles;
import dev.armature.metadata.json.Json;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntFunction;

/**
 * Lists sorted and filtered by formulas over a reference, with a column and computed on read, in
 * turns; and what a record costs to change that others rest on.
 */
public final class FormulasBenchmark {

    private static final String DATABASE = "bench_formulas";
    private static final Duration READY_WITHIN = Duration.ofMinutes(5);
    private static final int ACCOUNTS = 1_000;
    private static final int AT_ONCE = 100;
    private static final int WARM_UP = 10;

    /** How many sales the first accounts have. */
    private static final List<Integer> DEPENDENTS = List.of(0, 10, 100, 1_000);

    private static final Map<String, String> QUERIES = queries();

    private final Workspace workspace;
    private final Progress progress;
    private final Scale scale;
    private final List<String> accounts = new ArrayList<>();
    private final Random random = new Random(1);

    /**
     * How much is done.
     *
     * @param records of the object with the formulas
     * @param rounds of each query and each write
     */
    public record Scale(int records, int rounds) {

        public static final Scale FULL = new Scale(100_000, 51);
        public static final Scale QUICK = new Scale(20_000, 11);

        public Scale withRecords(int newRecords) {
            return new Scale(newRecords, rounds);
        }
    }

    public FormulasBenchmark(Workspace workspace, Progress progress, Scale scale) {
        this.workspace = workspace;
        this.progress = progress;
        this.scale = scale;
    }

    /** The queries, with a mark where the name of a field goes on. */
    private static Map<String, String> queries() {
        Map<String, String> queries = new LinkedHashMap<>();
        queries.put("sorted by a formula", "sort=-due%s");
        queries.put("sorted by a lookup", "sort=name%s");
        queries.put("filtered by a formula", "sort=-due%1$s&filter=due%1$s%%20%%3C%%205");
        return queries;
    }

    public Report run() throws IOException, InterruptedException {
        progress.say("formulas: starting the platform");
        ArmatureServer server = ArmatureServer.start(workspace, DATABASE);
        try (HttpConnection connection = server.connect()) {
            load(server, connection);
            return measure(connection);
        } finally {
            server.process().close();
            workspace.drop(DATABASE);
        }
    }

    private void load(ArmatureServer server, HttpConnection connection)
            throws IOException, InterruptedException {
        server.createObject(
                """
                {"name": "account", "fields": [
                  {"name": "name", "type": "text", "maxLength": 100},
                  {"name": "rate", "type": "decimal", "scale": 2},
                  {"name": "note", "type": "text"}]}
                """);
        server.createObject(
                """
                {"name": "sale", "fields": [
                  {"name": "amount", "type": "decimal", "scale": 2},
                  {"name": "account", "type": "reference", "target": "account"},
                  {"name": "dueStored", "type": "formula", "returns": "decimal", "expression": "amount * account.rate", "indexed": true},
                  {"name": "dueRead", "type": "formula", "returns": "decimal", "expression": "amount * account.rate"},
                  {"name": "nameStored", "type": "lookup", "reference": "account", "field": "name", "indexed": true},
                  {"name": "nameRead", "type": "lookup", "reference": "account", "field": "name"}]}
                """);
        for (int i = 0; i < ACCOUNTS; i++) {
            ObjectNode account =
                    Json.object()
                            .put("name", "Account " + random.nextInt(ACCOUNTS))
                            .put("rate", rate(i));
            accounts.add(
                    connection
                            .expect(
                                    Request.post(
                                            "/api/v1/records/account", Json.write(account), 201))
                            .json()
                            .get("id")
                            .textValue());
        }
        List<String> owners = new ArrayList<>();
        for (int i = 0; i < DEPENDENTS.size(); i++) {
            for (int n = 0; n < DEPENDENTS.get(i); n++) {
                owners.add(accounts.get(i));
            }
        }
        while (owners.size() < scale.records()) {
            owners.add(
                    accounts.get(DEPENDENTS.size() + random.nextInt(ACCOUNTS - DEPENDENTS.size())));
        }
        for (int from = 0; from < owners.size(); from += AT_ONCE) {
            if (from % 10_000 == 0) {
                progress.say("formulas: %,d of %,d records".formatted(from, owners.size()));
            }
            create(connection, owners.subList(from, Math.min(owners.size(), from + AT_ONCE)));
        }
        server.awaitOwnTable("sale");
        awaitColumns(connection);
        server.settle();
    }

    private void create(HttpConnection connection, List<String> owners) throws IOException {
        ObjectNode body = Json.object();
        ArrayNode operations = body.putArray("operations");
        for (String owner : owners) {
            operations
                    .addObject()
                    .put("op", "create")
                    .putObject("record")
                    .put("amount", BigDecimal.valueOf(random.nextInt(100_000), 2))
                    .put("account", owner);
        }
        connection.expect(Request.post("/api/v1/records/sale/bulk", Json.write(body), 200));
    }

    private static BigDecimal rate(int number) {
        return BigDecimal.valueOf(number % 100, 2);
    }

    private static void awaitColumns(HttpConnection connection)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + READY_WITHIN.toNanos();
        Request ask = Request.get("/api/v1/metadata/objects/sale/storage");
        while (connection.expect(ask).text().split("\"state\":\"ready\"", -1).length - 1 < 3) {
            if (System.nanoTime() > deadline) {
                throw new BenchException("the columns of the formulas are not filled");
            }
            Thread.sleep(200);
        }
    }

    private Report measure(HttpConnection connection) throws IOException {
        Table table = new Table("operation", "column ms", "computed ms", "ratio");
        ObjectNode figures = Json.object().put("records", scale.records());
        for (Map.Entry<String, String> query : QUERIES.entrySet()) {
            progress.say("formulas: " + query.getKey());
            double[] both =
                    inTurns(
                            connection,
                            i -> list(query.getValue().formatted("Stored")),
                            i -> list(query.getValue().formatted("Read")));
            row(table, figures, "page of 50 " + query.getKey(), both);
        }
        for (int i = 0; i < DEPENDENTS.size(); i++) {
            progress.say("formulas: a write with %,d dependents".formatted(DEPENDENTS.get(i)));
            String path = "/api/v1/records/account/" + accounts.get(i);
            double[] both =
                    inTurns(
                            connection,
                            n -> Request.patch(path, "{\"rate\": " + rate(n + 1) + "}"),
                            n -> Request.patch(path, "{\"note\": \"n" + n + "\"}"));
            row(
                    table,
                    figures,
                    "update, %,d records rest on it: what they read, another field"
                            .formatted(DEPENDENTS.get(i)),
                    both);
        }
        List<String> notes =
                List.of(
                        "%,d records in a table of their own, %d rounds in turns; medians over HTTP, one connection."
                                .formatted(scale.records(), scale.rounds()),
                        "Updates: the first figure changes the field that the formula reads, so the columns of all records that rest on it; the second changes a field that no formula reads.");
        return new Report("formulas", "Formulas over other records", notes, table, figures);
    }

    private static Request list(String query) {
        return Request.get("/api/v1/records/sale?limit=50&fields=amount&" + query);
    }

    private static void row(Table table, ObjectNode figures, String name, double[] both) {
        table.row(name, Figures.of(both[0]), Figures.of(both[1]), Figures.of(both[0] / both[1]));
        figures.putObject(name)
                .put("firstMillis", Figures.rounded(both[0]))
                .put("secondMillis", Figures.rounded(both[1]));
    }

    /** The medians of two requests in milliseconds, sent in turns so that both meet the same. */
    private double[] inTurns(
            HttpConnection connection, IntFunction<Request> first, IntFunction<Request> second)
            throws IOException {
        long[][] times = new long[2][scale.rounds()];
        for (int i = -WARM_UP; i < scale.rounds(); i++) {
            long one = time(connection, first.apply(i + WARM_UP));
            long two = time(connection, second.apply(i + WARM_UP));
            if (i >= 0) {
                times[0][i] = one;
                times[1][i] = two;
            }
        }
        return new double[] {median(times[0]), median(times[1])};
    }

    private static long time(HttpConnection connection, Request request) throws IOException {
        long began = System.nanoTime();
        connection.expect(request);
        return System.nanoTime() - began;
    }

    private static double median(long[] times) {
        long[] sorted = times.clone();
        Arrays.sort(sorted);
        return Percentiles.of(sorted, 50) / 1e6;
    }
}
