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
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.Problem;
import dev.armature.metadata.problem.Problems;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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

    /**
     * With how many characters a batch is full, however few its lines are. What is made of them, up
     * to the statements of history and events, is in memory several times.
     */
    static final int BATCH_CHARACTERS = 2 * 1024 * 1024;

    /** How many lines are looked at between two looks at whether the job shall stop. */
    private static final int LOOKED_AT_ONCE = 20_000;

    private final Jobs jobs;
    private final TenantModels models;
    private final AccessPolicy access;
    private final Callers callers;
    private final RecordWriter writer;
    private final MissingMetadata missing;

    public ImportWork(
            Jobs jobs,
            TenantModels models,
            AccessPolicy access,
            Callers callers,
            RecordWriter writer,
            MissingMetadata missing) {
        this.jobs = jobs;
        this.models = models;
        this.access = access;
        this.callers = callers;
        this.writer = writer;
        this.missing = missing;
    }

    @Override
    public String kind() {
        return Imports.JOB_KIND;
    }

    @Override
    public void run(Jobs.Claimed claimed, Progress progress) {
        Job job = claimed.job();
        Caller caller = callers.required(claimed.tenant(), job.createdBy());
        ImportOptions options = ImportOptions.fromJson(job.parameters());
        if (options.changesMetadata() && options.missing() == null) {
            options = withMetadata(claimed, caller, options, progress);
        }
        ObjectModel object = object(claimed, caller, options);
        try (FileRows rows = open(claimed, object, options)) {
            skip(rows, job.processed());
            Batches batches = new Batches(caller, object, options, job.id());
            try (ReadAhead<Batch> ahead = new ReadAhead<>(() -> batches.read(rows));
                    Relay relay = new Relay(batches.canOverlap())) {
                for (Batch batch = ahead.next(); batch != null; batch = ahead.next()) {
                    Batch next = batch;
                    relay.run(turn -> batches.write(next, turn));
                    progress.check();
                }
                relay.finish();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ObjectModel object(Jobs.Claimed claimed, Caller caller, ImportOptions options) {
        return Imports.requireRights(
                access,
                caller,
                models.current(claimed.tenant()),
                String.valueOf(claimed.job().object()),
                options);
    }

    private FileRows open(Jobs.Claimed claimed, ObjectModel object, ImportOptions options)
            throws IOException {
        return FileRows.open(
                object, options, new JobInputStream(jobs, claimed.tenant(), claimed.job().id()));
    }

    /** Goes through the whole file first, for the metadata that it needs. */
    private ImportOptions withMetadata(
            Jobs.Claimed claimed, Caller caller, ImportOptions options, Progress progress) {
        ObjectModel object = object(claimed, caller, options);
        Survey survey = new Survey(options.createOptions());
        try (FileRows rows = open(claimed, object, options)) {
            for (int i = 1; rows.look(survey); i++) {
                if (i % LOOKED_AT_ONCE == 0) {
                    progress.check();
                    jobs.renew(claimed.tenant(), claimed.job().id());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return missing.make(caller, claimed.job().id(), object.name(), options, survey);
    }

    private static void skip(FileRows rows, long processed) throws IOException {
        for (long i = 0; i < processed; i++) {
            rows.next();
        }
    }

    /** Lines that are stored together, and what is refused of them already. */
    private static final class Batch {
        final List<Command> commands = new ArrayList<>();
        final List<FileRow> sources = new ArrayList<>();
        final List<Jobs.Refusal> refusals = new ArrayList<>();
        final Set<String> keys = new HashSet<>();
        int read;
        int characters;

        void take(FileRow row, @Nullable Command command, List<Jobs.Refusal> refused) {
            read++;
            characters += row.characters();
            refusals.addAll(refused);
            if (command != null) {
                commands.add(command);
                sources.add(row);
            }
        }

        boolean isFull() {
            return read >= BATCH_LINES || characters >= BATCH_CHARACTERS;
        }
    }

    /** Carries out the lines of one import, batch by batch. */
    private final class Batches {
        private final Caller caller;
        private final ObjectModel object;
        private final ImportOptions options;
        private final UUID job;
        private final Cause cause;

        /** A line that was read and belongs to the next batch. */
        private @Nullable FileRow carried;

        Batches(Caller caller, ObjectModel object, ImportOptions options, UUID job) {
            this.caller = caller;
            this.object = object;
            this.options = options;
            this.job = job;
            this.cause = Cause.of("import", job.toString());
        }

        /** The next batch; null when there are no more lines. */
        @Nullable Batch read(FileRows rows) throws IOException {
            Batch batch = new Batch();
            for (FileRow row = next(rows); row != null; row = next(rows)) {
                List<Jobs.Refusal> refusals = new ArrayList<>();
                Command command = command(row, refusals);
                if (isAmong(command, batch)) {
                    carried = row;
                    break;
                }
                batch.take(row, command, refusals);
                if (batch.isFull()) {
                    break;
                }
            }
            return batch.read == 0 ? null : batch;
        }

        private @Nullable FileRow next(FileRows rows) throws IOException {
            FileRow row = carried == null ? rows.next() : carried;
            carried = null;
            return row;
        }

        /**
         * Whether a line is about a record that a line of the batch is about: it comes after that
         * one then, in the next.
         */
        private boolean isAmong(@Nullable Command command, Batch batch) {
            if (!(command instanceof Command.Upsert upsert)) {
                return false;
            }
            FieldModel field = object.field(upsert.field());
            Object value = field == null ? null : field.read(upsert.value(), (code, message) -> {});
            return field != null && value != null && !batch.keys.add(field.type().uniqueKey(value));
        }

        private @Nullable Command command(FileRow row, List<Jobs.Refusal> refusals) {
            Problems problems = new Problems();
            problems.addAll(row.problems());
            Command command = problems.isEmpty() ? command(row.values(), problems) : null;
            if (command == null) {
                refusals.add(refusal(row, problems.list()));
            }
            return command;
        }

        private @Nullable Command command(ObjectNode values, Problems problems) {
            String key = options.key();
            if (options.mode() == ImportOptions.Mode.INSERT || key == null) {
                return new Command.Create(object.name(), values);
            }
            JsonNode value = values.get(key);
            if (value == null || value.isNull()) {
                problems.add("/" + key, "required", "The key of the record is missing");
                return null;
            }
            return new Command.Upsert(
                    object.name(),
                    key,
                    value,
                    values,
                    null,
                    options.mode() == ImportOptions.Mode.UPSERT);
        }

        boolean canOverlap() {
            return !options.dryRun() && writer.canOverlap(object);
        }

        /** Stores a batch, and how far the import has come by it. */
        void write(Batch batch, RecordWriter.Turn turn) {
            if (options.dryRun()) {
                List<Outcome> outcomes =
                        batch.commands.isEmpty()
                                ? List.of()
                                : writer.tryEach(caller, batch.commands, cause);
                jobs.report(caller.tenantId(), job, step(outcomes, batch));
            } else {
                RecordWriter.Together report =
                        (connection, outcomes) ->
                                jobs.report(
                                        connection, caller.tenantId(), job, step(outcomes, batch));
                writer.write(caller, batch.commands, cause, false, report.in(turn));
            }
        }

        private Jobs.Step step(List<Outcome> outcomes, Batch batch) {
            List<Jobs.Refusal> refusals = new ArrayList<>(batch.refusals);
            long created = 0;
            long updated = 0;
            for (int i = 0; i < outcomes.size(); i++) {
                switch (outcomes.get(i)) {
                    case Outcome.Done done when done.created() -> created++;
                    case Outcome.Done done -> updated++;
                    case Outcome.Refused(EngineException reason) ->
                            refusals.add(refusal(batch.sources.get(i), Jobs.problems(reason)));
                }
            }
            return new Jobs.Step(batch.read, created, updated, 0, refusals);
        }
    }

    private static Jobs.Refusal refusal(FileRow row, List<Problem> problems) {
        return new Jobs.Refusal(row.number(), Jobs.errors(problems), row.shown().replace("\0", ""));
    }
}
