package dev.armature.bench;

import dev.armature.bench.fields.FieldsBenchmark;
import dev.armature.bench.formulas.FormulasBenchmark;
import dev.armature.bench.http.HttpBenchmark;
import dev.armature.bench.imports.ImportBenchmark;
import dev.armature.bench.live.LiveBenchmark;
import dev.armature.bench.micro.MicroBenchmarks;
import dev.armature.bench.process.Workspace;
import dev.armature.bench.report.Progress;
import dev.armature.bench.report.Report;
import dev.armature.bench.scale.ScaleBenchmark;
import dev.armature.bench.scale.SearchBenchmark;
import dev.armature.bench.scale.TenantsBenchmark;
import dev.armature.metadata.database.StartupException;
import dev.armature.metadata.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The command line: {@code ./armature bench}. */
public final class Bench {

    // Kept, so that the level is not lost with a logger that nobody holds.
    private static final Logger LIQUIBASE = Logger.getLogger("liquibase");

    private final Options options;
    private final Workspace workspace;
    private final Progress progress = new Progress();

    private Bench(Options options, Workspace workspace) {
        this.options = options;
        this.workspace = workspace;
    }

    public static void main(String[] arguments) throws Exception {
        LIQUIBASE.setLevel(Level.WARNING);
        try {
            Options options = Options.read(arguments);
            if (options.help()) {
                System.out.print(Options.USAGE);
                return;
            }
            run(options);
        } catch (BenchException | StartupException e) {
            System.err.println("armature bench: " + e.getMessage());
            System.exit(1);
        }
    }

    private static void run(Options options) throws Exception {
        Workspace workspace = Workspace.open("bench-work");
        AtomicBoolean stopping = new AtomicBoolean();
        Thread stop =
                new Thread(
                        () -> {
                            stopping.set(true);
                            workspace.close();
                        },
                        "stop");
        Runtime.getRuntime().addShutdownHook(stop);
        try (workspace) {
            new Bench(options, workspace).run();
        } catch (Exception e) {
            // Ctrl-C takes everything away from under the work; that is no news.
            if (!stopping.get()) {
                throw e;
            }
        }
    }

    private void run() throws Exception {
        for (Options.Part part : options.parts()) {
            switch (part) {
                case MICRO -> write(micro());
                case HTTP -> write(http());
                case FIELDS -> write(fields());
                case FORMULAS -> write(formulas());
                case IMPORT -> write(imports());
                case LIVE -> live();
                case SCALE -> scale();
                case SEARCH -> search();
                case TENANTS -> tenants();
            }
        }
        progress.say("done; the results are in %s".formatted(results()));
    }

    private Report micro() throws Exception {
        return new MicroBenchmarks(workspace, progress, options.quick()).run();
    }

    private Report http() throws Exception {
        HttpBenchmark.Scale scale =
                size(
                        HttpBenchmark.Scale.QUICK,
                        HttpBenchmark.Scale.FULL,
                        HttpBenchmark.Scale::withRecords);
        return new HttpBenchmark(workspace, progress, scale).run();
    }

    private Report fields() throws Exception {
        FieldsBenchmark.Scale scale =
                size(
                        FieldsBenchmark.Scale.QUICK,
                        FieldsBenchmark.Scale.FULL,
                        FieldsBenchmark.Scale::withRecords);
        return new FieldsBenchmark(workspace, progress, scale).run();
    }

    private Report formulas() throws Exception {
        FormulasBenchmark.Scale scale =
                size(
                        FormulasBenchmark.Scale.QUICK,
                        FormulasBenchmark.Scale.FULL,
                        FormulasBenchmark.Scale::withRecords);
        return new FormulasBenchmark(workspace, progress, scale).run();
    }

    private Report imports() throws Exception {
        ImportBenchmark.Scale scale =
                size(
                        ImportBenchmark.Scale.QUICK,
                        ImportBenchmark.Scale.FULL,
                        ImportBenchmark.Scale::withRecords);
        return new ImportBenchmark(workspace, progress, scale).run();
    }

    private void live() throws Exception {
        LiveBenchmark.Scale scale =
                options.quick() ? LiveBenchmark.Scale.QUICK : LiveBenchmark.Scale.FULL;
        write(new LiveBenchmark(workspace, progress, scale).run());
        write(new LiveBenchmark(workspace, progress, scale.withTopics()).run());
    }

    private void scale() throws Exception {
        ScaleBenchmark.Scale scale =
                size(
                        ScaleBenchmark.Scale.QUICK,
                        ScaleBenchmark.Scale.FULL,
                        ScaleBenchmark.Scale::withRecords);
        new ScaleBenchmark(workspace, progress, scale).run(Bench::write);
    }

    private void search() throws Exception {
        SearchBenchmark.Scale scale =
                size(
                        SearchBenchmark.Scale.QUICK,
                        SearchBenchmark.Scale.FULL,
                        SearchBenchmark.Scale::withRecords);
        new SearchBenchmark(workspace, progress, scale).run(Bench::write);
    }

    private void tenants() throws Exception {
        TenantsBenchmark.Scale scale =
                options.quick() ? TenantsBenchmark.Scale.QUICK : TenantsBenchmark.Scale.FULL;
        new TenantsBenchmark(workspace, progress, scale).run(Bench::write);
    }

    /** How much is done, with as many records as were asked for, if any were. */
    private <S> S size(S quick, S full, BiFunction<S, Integer, S> withRecords) {
        S size = options.quick() ? quick : full;
        Integer records = options.records();
        return records == null ? size : withRecords.apply(size, records);
    }

    private static Path results() {
        return Workspace.target().resolve("results");
    }

    private static void write(Report report) throws IOException {
        System.out.println(report.text());
        Files.createDirectories(results());
        Files.writeString(results().resolve(report.name() + ".md"), report.text());
        Files.writeString(
                results().resolve(report.name() + ".json"),
                Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(report.figures())
                        + "\n");
    }
}
