package dev.armature.engine.mass;

import dev.armature.engine.access.Caller;
import dev.armature.engine.job.JobRecords;
import dev.armature.engine.job.Jobs;
import dev.armature.engine.record.Cause;
import dev.armature.engine.record.Command;
import dev.armature.engine.record.Outcome;
import dev.armature.engine.record.RecordWriter;
import dev.armature.metadata.model.TenantModel;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.problem.Problem;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Takes the records of a job through the write pipeline, batch by batch. A batch and its report are
 * one transaction, so after a crash the job goes on where it stopped and writes no record twice.
 */
final class RecordBatches {

    /** How many records one transaction takes. */
    static final int BATCH_RECORDS = 500;

    private final Jobs jobs;
    private final RecordWriter writer;
    private final Caller caller;
    private final UUID job;
    private final Cause cause;
    private final boolean dryRun;

    RecordBatches(
            Jobs jobs, RecordWriter writer, Caller caller, UUID job, Cause cause, boolean dryRun) {
        this.jobs = jobs;
        this.writer = writer;
        this.caller = caller;
        this.job = job;
        this.cause = cause;
        this.dryRun = dryRun;
    }

    /** Says, within the transaction that writes, what is meant to be done with some records. */
    @FunctionalInterface
    interface Chooser {
        /** An intent for each of the rows, or for the first of them. */
        List<Intent> choose(Connection connection, TenantModel model, List<JobRecords.Row> rows);
    }

    /** Does the next batch; false when there was nothing left to do. */
    boolean next(Chooser chooser) {
        try {
            return next(chooser, BATCH_RECORDS) > 0;
        } catch (EngineException e) {
            if (e.code() != ErrorCode.STATE_CONFLICT) {
                throw e;
            }
            // Too much for one transaction, such as a deletion that takes thousands along.
            return oneByOne(chooser) > 0;
        }
    }

    private int oneByOne(Chooser chooser) {
        int done = 0;
        while (done < BATCH_RECORDS) {
            int one;
            try {
                one = next(chooser, 1);
            } catch (EngineException e) {
                one = next((connection, model, rows) -> refused(rows, e), 1);
            }
            if (one == 0) {
                break;
            }
            done += one;
        }
        return done;
    }

    private static List<Intent> refused(List<JobRecords.Row> rows, EngineException reason) {
        return rows.stream()
                .<Intent>map(row -> new Intent.Refuse(row, Jobs.problems(reason)))
                .toList();
    }

    private int next(Chooser chooser, int atMost) {
        Batch batch = new Batch(chooser, atMost);
        if (dryRun) {
            List<Outcome> outcomes = writer.tryEach(caller, batch, cause);
            jobs.report(caller.tenantId(), job, batch.step(outcomes));
        } else {
            writer.write(caller, batch, cause, false, batch);
        }
        return batch.intents.size();
    }

    /** One batch; chosen anew when its transaction has to begin again. */
    private final class Batch implements RecordWriter.Choice, RecordWriter.Together {
        private final Chooser chooser;
        private final int atMost;
        private List<Intent> intents = List.of();

        Batch(Chooser chooser, int atMost) {
            this.chooser = chooser;
            this.atMost = atMost;
        }

        @Override
        public List<Command> choose(Connection connection, TenantModel model) {
            List<JobRecords.Row> rows = JobRecords.next(connection, caller.tenantId(), job, atMost);
            intents = rows.isEmpty() ? List.of() : chooser.choose(connection, model, rows);
            return writes().map(Intent.Write::command).toList();
        }

        private Stream<Intent.Write> writes() {
            return intents.stream()
                    .filter(Intent.Write.class::isInstance)
                    .map(Intent.Write.class::cast);
        }

        @Override
        public void run(Connection connection, List<Outcome> outcomes) {
            jobs.report(connection, caller.tenantId(), job, step(outcomes));
        }

        Jobs.Step step(List<Outcome> outcomes) {
            Tally tally = new Tally();
            List<Intent.Write> writes = writes().toList();
            for (int i = 0; i < writes.size(); i++) {
                tally.count(writes.get(i), outcomes.get(i));
            }
            for (Intent intent : intents) {
                if (intent instanceof Intent.Refuse(JobRecords.Row row, var reasons)) {
                    tally.refuse(row, reasons);
                }
            }
            return tally.step(intents.size());
        }
    }

    /** Counts what became of the records of a batch. */
    private static final class Tally {
        private long created;
        private long updated;
        private long deleted;
        private final List<Jobs.Refusal> refusals = new ArrayList<>();

        void count(Intent.Write write, Outcome outcome) {
            switch (outcome) {
                case Outcome.Done done when done.created() -> created++;
                case Outcome.Done done when done.record().deleted() -> deleted++;
                case Outcome.Done done when done.record().version() > write.version() -> updated++;
                case Outcome.Done done -> {}
                case Outcome.Refused(EngineException reason) ->
                        refuse(write.row(), Jobs.problems(reason));
            }
        }

        void refuse(JobRecords.Row row, List<Problem> reasons) {
            refusals.add(
                    new Jobs.Refusal(
                            row.position(), Jobs.errors(reasons), row.recordId().toString()));
        }

        Jobs.Step step(long processed) {
            return new Jobs.Step(processed, created, updated, deleted, refusals);
        }
    }
}
