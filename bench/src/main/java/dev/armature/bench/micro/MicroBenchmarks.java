package dev.armature.bench.micro;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.bench.process.Workspace;
import dev.armature.bench.report.Figures;
import dev.armature.bench.report.Progress;
import dev.armature.bench.report.Report;
import dev.armature.bench.report.Table;
import dev.armature.metadata.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs the JMH benchmarks, each in a JVM of its own. */
public final class MicroBenchmarks {

    private static final String DATABASE = "bench_micro";
    private static final String ALLOCATION = "gc.alloc.rate.norm";

    private static final List<Measure> MEASURES =
            List.of(
                    measure(WriteBenchmark.class, "create", "one record created and committed"),
                    measure(WriteBenchmark.class, "update", "one record changed and committed"),
                    measure(FilterBenchmark.class, "check", "one filter parsed and checked"),
                    measure(
                            FilterBenchmark.class,
                            "statement",
                            "one filter parsed, checked and made into the SQL of a page"),
                    measure(RulesBenchmark.class, "rules1", "one record put to 1 rule"),
                    measure(RulesBenchmark.class, "rules10", "one record put to 10 rules"),
                    measure(RulesBenchmark.class, "rules100", "one record put to 100 rules"),
                    measure(
                            HookBenchmark.class,
                            "beforeSave",
                            "one hook called in a worker process and back"));

    private final Workspace workspace;
    private final Progress progress;
    private final boolean quick;

    /**
     * A benchmark.
     *
     * @param unit what one operation is
     */
    private record Measure(Class<?> type, String method, String unit) {
        String name() {
            return type.getSimpleName().replace("Benchmark", "") + "." + method;
        }
    }

    private static Measure measure(Class<?> type, String method, String unit) {
        return new Measure(type, method, unit);
    }

    public MicroBenchmarks(Workspace workspace, Progress progress, boolean quick) {
        this.workspace = workspace;
        this.progress = progress;
        this.quick = quick;
    }

    public Report run() throws IOException, RunnerException {
        // JMH's lock is one for the machine and may be another user's.
        System.setProperty("jmh.ignoreLock", "true");
        Table table = new Table("benchmark", "µs", "± (99.9 %)", "KB allocated", "one operation");
        ObjectNode figures = Json.object();
        for (Measure measure : MEASURES) {
            progress.say("micro: %s".formatted(measure.name()));
            RunResult result = run(measure);
            Result<?> time = result.getPrimaryResult();
            double kilobytes = allocated(result);
            table.row(
                    measure.name(),
                    Figures.of(time.getScore()),
                    Double.isNaN(time.getScoreError()) ? "" : Figures.of(time.getScoreError()),
                    Figures.of(kilobytes),
                    measure.unit());
            figures.putObject(measure.name())
                    .put("micros", Figures.rounded(time.getScore()))
                    .put("kilobytesAllocated", Figures.rounded(kilobytes))
                    .put("unit", measure.unit());
        }
        workspace.drop(DATABASE);
        return new Report("micro", "The engine's parts (JMH)", notes(), table, figures);
    }

    private RunResult run(Measure measure) throws IOException, RunnerException {
        Files.createDirectories(results());
        ChainedOptionsBuilder options =
                new OptionsBuilder()
                        .include(
                                "^"
                                        + measure.type().getName().replace(".", "\\.")
                                        + "\\."
                                        + measure.method()
                                        + "$")
                        .mode(Mode.AverageTime)
                        .timeUnit(TimeUnit.MICROSECONDS)
                        .forks(1)
                        .warmupIterations(quick ? 1 : 4)
                        .warmupTime(TimeValue.seconds(2))
                        .measurementIterations(quick ? 2 : 5)
                        .measurementTime(TimeValue.seconds(quick ? 1 : 2))
                        .shouldFailOnError(true)
                        .addProfiler(GCProfiler.class)
                        .verbosity(VerboseMode.NORMAL)
                        .output(results().resolve("jmh-" + measure.name() + ".txt").toString())
                        .jvmArgs(
                                "-Dlogback.configurationFile=bench-logback.xml",
                                "-Xms512m",
                                "-Xmx512m",
                                "--enable-native-access=ALL-UNNAMED",
                                "--sun-misc-unsafe-memory-access=allow",
                                "-D" + WriteBenchmark.DATABASE + "=" + database());
        return new Runner(options.build()).runSingle();
    }

    private static Path results() {
        return Workspace.target().resolve("results");
    }

    /** A file with the address of an empty database. */
    private Path database() throws IOException {
        Path file = workspace.folder().resolve("database");
        Files.deleteIfExists(file);
        Files.createFile(
                file,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, Workspace.url(workspace.database(DATABASE)));
        return file;
    }

    private static double allocated(RunResult result) {
        Result<?> bytes = result.getSecondaryResults().get(ALLOCATION);
        return bytes == null ? Double.NaN : bytes.getScore() / 1_024;
    }

    private static List<String> notes() {
        return List.of(
                "Average time of one operation on one thread, each benchmark in a JVM of its own; lower is better. KB allocated counts the calling JVM alone.",
                "Write.*: the engine's own classes on an embedded PostgreSQL that waits for the disk at each commit; most of the time is the database's.");
    }
}
