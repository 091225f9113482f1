package dev.armature.bench.imports;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.bench.BenchException;
import dev.armature.bench.client.HttpConnection;
import dev.armature.bench.client.Request;
import dev.armature.bench.http.SampleDeals;
import dev.armature.bench.process.ArmatureServer;
import dev.armature.bench.process.Workspace;
import dev.armature.bench.report.Figures;
import dev.armature.bench.report.Progress;
import dev.armature.bench.report.Report;
import dev.armature.bench.report.Table;
import dev.armature.metadata.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Files of deals, with everything that a write has: validation, unique values, references, history
 * and events. Two files of the same size one after the other, as the first also pays for the
 * compiler; then one large file, while it is looked at how much memory the process has.
 */
public final class ImportBenchmark {

    private static final String DATABASE = "bench_import";
    private static final Duration LONGEST = Duration.ofMinutes(30);
    private static final int HEAP_MIB = 768;

    private final Workspace workspace;
    private final Progress progress;
    private final Scale scale;

    /**
     * How much is imported.
     *
     * @param rows of each of the first two files
     * @param largeMib how large the last file is
     */
    public record Scale(int rows, int largeMib) {

        public static final Scale FULL = new Scale(200_000, 1_000);
        public static final Scale QUICK = new Scale(10_000, 50);

        /** The same with as many rows as asked for. */
        public Scale withRecords(int records) {
            return new Scale(records, largeMib);
        }
    }

    /** What one import came to. */
    private record Imported(int rows, double seconds) {

        double perSecond() {
            return rows / seconds;
        }
    }

    public ImportBenchmark(Workspace workspace, Progress progress, Scale scale) {
        this.workspace = workspace;
        this.progress = progress;
        this.scale = scale;
    }

    public Report run() throws IOException, InterruptedException {
        progress.say("import: starting the platform");
        ArmatureServer server =
                ArmatureServer.start(
                        workspace,
                        DATABASE,
                        List.of("-Xms" + HEAP_MIB + "m", "-Xmx" + HEAP_MIB + "m"));
        try {
            return measure(server);
        } finally {
            server.process().close();
            workspace.drop(DATABASE);
        }
    }

    private Report measure(ArmatureServer server) throws IOException, InterruptedException {
        server.createObject(SampleDeals.ACCOUNT_OBJECT);
        server.createObject(SampleDeals.DEAL_OBJECT);
        server.createObject(
                "{\"name\": \"page\", \"fields\": [{\"name\": \"number\", \"type\": \"integer\"}, {\"name\": \"body\", \"type\": \"longText\", \"maxLength\": 100000}]}");
        List<String> accounts = DealFile.accounts(server);
        Path file = workspace.folder().resolve("import.csv");
        DealFile.write(file, 0, scale.rows(), accounts);
        progress.say("import: %,d deals".formatted(scale.rows()));
        Imported cold = send(server, "deal", file);
        DealFile.write(file, scale.rows(), scale.rows(), accounts);
        progress.say("import: %,d more".formatted(scale.rows()));
        Imported warm = send(server, "deal", file);
        double before = server.process().residentMib();
        int pages = DealFile.writePages(file, scale.largeMib());
        progress.say("import: a file of %,d MiB".formatted(scale.largeMib()));
        Imported large = send(server, "page", file);
        double most = server.process().mostResidentMib();
        Files.delete(file);
        return report(cold, warm, large, pages, before, most);
    }

    /** Sends a file, and waits until all of it is imported. */
    private static Imported send(ArmatureServer server, String object, Path file)
            throws IOException, InterruptedException {
        server.signIn();
        JsonNode begun;
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> answer =
                    client.send(
                            HttpRequest.newBuilder(
                                            URI.create(
                                                    "http://localhost:%d/api/v1/records/%s/import"
                                                            .formatted(
                                                                    server.process().port(),
                                                                    object)))
                                    .header("Authorization", "Bearer " + server.token())
                                    .header("Content-Type", "text/csv")
                                    .POST(HttpRequest.BodyPublishers.ofFile(file))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() / 100 != 2) {
                throw new BenchException("The import was refused: " + answer.body());
            }
            begun = Json.read(answer.body());
        }
        String id = begun.get("id").textValue();
        server.awaitJob(id, LONGEST);
        try (HttpConnection connection = server.connect()) {
            JsonNode job = connection.expect(Request.get("/api/v1/jobs/" + id)).json();
            if (job.path("refused").intValue() > 0) {
                throw new BenchException("The import refused lines: " + job);
            }
            Duration took =
                    Duration.between(
                            Instant.parse(job.get("startedAt").textValue()),
                            Instant.parse(job.get("finishedAt").textValue()));
            return new Imported(job.get("created").intValue(), took.toMillis() / 1_000.0);
        }
    }

    private Report report(
            Imported cold, Imported warm, Imported large, int pages, double before, double most) {
        Table table = new Table("what", "figure");
        ObjectNode figures = Json.object();
        row(table, figures, "deals a second, in a fresh process", cold.perSecond());
        row(table, figures, "deals a second, after as many", warm.perSecond());
        row(table, figures, "MiB of the large file a second", scale.largeMib() / large.seconds);
        row(table, figures, "lines of the large file", pages);
        row(table, figures, "memory of the process before it, MiB", before);
        row(table, figures, "memory of the process at most, MiB", most);
        return new Report(
                "import",
                "Imports",
                List.of(
                        "%,d deals a file, CSV, with validation, unique values, references, history and events; a heap of %d MiB."
                                .formatted(scale.rows(), HEAP_MIB),
                        "Memory is what the process has in RAM, by Linux; the most is of all three imports."),
                table,
                figures);
    }

    private static void row(Table table, ObjectNode figures, String name, double figure) {
        table.row(name, Figures.of(figure));
        figures.put(name, Figures.rounded(figure));
    }
}
