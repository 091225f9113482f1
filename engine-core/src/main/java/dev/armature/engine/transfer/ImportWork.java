package dev.armature.engine.transfer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.access.AccessPolicy;
import dev.armature.engine.access.Caller;
import dev.armature.engine.identity.Callers;
import dev.armature.engine.job.Job;
import dev.armature.engine.job.JobWork;
import dev.armature.engine.job.Jobs;
import dev.armature.engine.record.Cause;
import dev.armature.engine.record.Command;
import dev.armature.engine.record.Outcome;
import dev.armature.engine.record.RecordWriter;
import dev.armature.metadata.change.TenantModels;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.Problem;
import dev.armature.metadata.problem.Problems;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Imports a file: lines in batches, each batch with its report one transaction, so that after a
 * crash the job goes on where it stopped and no line is imported twice. A line that is refused
 * holds up no other.
 */
public final class ImportWork implements JobWork {

    /** How many lines one transaction takes. */
    static final int BATCH_LINES = 500;

    private static final int MAX_SOURCE = 2_000;

    private final Jobs jobs;
    private final TenantModels models;
    private final AccessPolicy access;
    private final Callers callers;
    private final RecordWriter writer;

    public ImportWork(
            Jobs jobs,
            TenantModels models,
            AccessPolicy access,
            Callers callers,
            RecordWriter writer) {
        this.jobs = jobs;
        this.models = models;
        this.access = access;
        this.callers = callers;
        this.writer = writer;
    }

    @Override
    public String kind() {
        return Imports.JOB_KIND;
    }

    @Override
    public void run(Jobs.Claimed claimed, Progress progress) {
        Job job = claimed.job();
        Caller caller = callers.required(claimed.tenant(), job.createdBy());
        Imports.Options options = Imports.Options.fromJson(job.parameters());
        ObjectModel object =
                Imports.requireRights(
                        access,
                        caller,
                        models.current(claimed.tenant()),
                        String.valueOf(job.object()),
                        options);
        try (CsvLines lines = new CsvLines(new JobInputStream(jobs, claimed.tenant(), job.id()))) {
            ImportColumns columns = ImportColumns.of(object, lines.header());
            Imports.requireKey(object, options, columns);
            skip(lines, job.processed());
            Batches batches = new Batches(caller, object, options, columns, job.id());
            while (batches.run(lines)) {
                progress.check();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void skip(CsvLines lines, long processed) throws IOException {
        for (long i = 0; i < processed; i++) {
            lines.next();
        }
    }

    /** Carries out the lines of one import, batch by batch. */
    private final class Batches {
        private final Caller caller;
        private final ObjectModel object;
        private final Imports.Options options;
        private final ImportColumns columns;
        private final UUID job;
        private final Cause cause;

        Batches(
                Caller caller,
                ObjectModel object,
                Imports.Options options,
                ImportColumns columns,
                UUID job) {
            this.caller = caller;
            this.object = object;
            this.options = options;
            this.columns = columns;
            this.job = job;
            this.cause = Cause.of("import", job.toString());
        }

        /** One batch; false when there are no more lines. */
        boolean run(CsvLines lines) throws IOException {
            List<Jobs.Refusal> refusals = new ArrayList<>();
            List<Command> commands = new ArrayList<>();
            List<CsvLines.Line> sources = new ArrayList<>();
            int read = 0;
            CsvLines.Line line = null;
            while (read < BATCH_LINES && (line = lines.next()) != null) {
                read++;
                Command command = command(line, refusals);
                if (command != null) {
                    commands.add(command);
                    sources.add(line);
                }
            }
            if (read > 0) {
                write(commands, sources, read, refusals);
            }
            return line != null;
        }

        private @Nullable Command command(CsvLines.Line line, List<Jobs.Refusal> refusals) {
            Problems problems = new Problems();
            if (line.problem() != null) {
                problems.add("", line.problem(), message(line.problem()));
            } else if (line.cells().size() != columns.size()) {
                problems.add(
                        "",
                        "wrong_cell_count",
                        "The line has "
                                + line.cells().size()
                                + " cells, the first line names "
                                + columns.size());
            }
            ObjectNode values = Json.object();
            if (problems.isEmpty()) {
                values =
                        columns.values(
                                line.cells(), options.mode() == Imports.Mode.UPSERT, problems);
            }
            Command command = problems.isEmpty() ? command(values, problems) : null;
            if (command == null) {
                refusals.add(refusal(columns.shown(line), line, problems.list()));
            }
            return command;
        }

        private @Nullable Command command(ObjectNode values, Problems problems) {
            String key = options.key();
            if (options.mode() == Imports.Mode.INSERT || key == null) {
                return new Command.Create(object.name(), values);
            }
            JsonNode value = columns.key(values, key);
            if (value == null) {
                problems.add("/" + key, "required", "The key of the record is missing");
                return null;
            }
            return new Command.Upsert(object.name(), key, value, values, null);
        }

        private void write(
                List<Command> commands,
                List<CsvLines.Line> sources,
                int read,
                List<Jobs.Refusal> refusals) {
            if (options.dryRun()) {
                List<Outcome> outcomes =
                        commands.isEmpty() ? List.of() : writer.tryEach(caller, commands, cause);
                jobs.report(caller.tenantId(), job, step(outcomes, sources, read, refusals));
            } else {
                writer.write(
                        caller,
                        commands,
                        cause,
                        false,
                        (connection, outcomes) ->
                                jobs.report(
                                        connection,
                                        caller.tenantId(),
                                        job,
                                        step(outcomes, sources, read, refusals)));
            }
        }

        private Jobs.Step step(
                List<Outcome> outcomes,
                List<CsvLines.Line> sources,
                int read,
                List<Jobs.Refusal> unread) {
            List<Jobs.Refusal> refusals = new ArrayList<>(unread);
            long created = 0;
            long updated = 0;
            for (int i = 0; i < outcomes.size(); i++) {
                switch (outcomes.get(i)) {
                    case Outcome.Done done when done.created() -> created++;
                    case Outcome.Done done -> updated++;
                    case Outcome.Refused(EngineException reason) ->
                            refusals.add(
                                    refusal(
                                            columns.shown(sources.get(i)),
                                            sources.get(i),
                                            Jobs.problems(reason)));
                }
            }
            return new Jobs.Step(read, created, updated, 0, refusals);
        }
    }

    private static Jobs.Refusal refusal(String shown, CsvLines.Line line, List<Problem> problems) {
        String source = shown.replace("\0", "");
        return new Jobs.Refusal(
                line.number(),
                Jobs.errors(problems),
                source.length() <= MAX_SOURCE ? source : source.substring(0, MAX_SOURCE) + "…");
    }

    private static String message(String problem) {
        return switch (problem) {
            case "unclosed_quote" -> "A quote is opened and never closed";
            case "text_after_quote" ->
                    "After a closing quote the next cell or the next line is expected";
            case "line_too_long" -> "The line is longer than " + CsvLines.MAX_LINE_BYTES + " bytes";
            case "invalid_encoding" -> "The line is not UTF-8";
            default -> "The line cannot be read";
        };
    }
}
