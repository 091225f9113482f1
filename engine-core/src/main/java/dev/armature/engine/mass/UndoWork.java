package dev.armature.engine.mass;

import dev.armature.engine.access.Caller;
import dev.armature.engine.identity.Callers;
import dev.armature.engine.job.Job;
import dev.armature.engine.job.JobRecords;
import dev.armature.engine.job.JobWork;
import dev.armature.engine.job.Jobs;
import dev.armature.engine.record.Cause;
import dev.armature.engine.record.RecordWriter;
import dev.armature.engine.sql.Sql;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.model.TenantModel;
import dev.armature.metadata.tenant.TenantId;
import java.sql.Connection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Takes back what a job did, whatever came of it included: deletions first, in their order, so that
 * what others reference is there again before them; then the rest, the last change first.
 */
public final class UndoWork implements JobWork {

    private final TenantDatabase database;
    private final Jobs jobs;
    private final Callers callers;
    private final RecordWriter writer;

    public UndoWork(TenantDatabase database, Jobs jobs, Callers callers, RecordWriter writer) {
        this.database = database;
        this.jobs = jobs;
        this.callers = callers;
        this.writer = writer;
    }

    @Override
    public String kind() {
        return Undos.JOB_KIND;
    }

    @Override
    public void run(Jobs.Claimed claimed, Progress progress) {
        Job job = claimed.job();
        Caller caller = callers.required(claimed.tenant(), job.createdBy());
        UUID undone = UUID.fromString(job.parameters().get("job").textValue());
        database.transaction(
                claimed.tenant(),
                connection -> {
                    JobRecords.fix(
                            connection,
                            claimed.tenant(),
                            job.id(),
                            () ->
                                    JobRecords.add(
                                            connection,
                                            claimed.tenant(),
                                            job.id(),
                                            changes(claimed.tenant(), undone)));
                    return true;
                });
        Cause cause =
                Cause.of(job.parameters().get("kind").textValue(), undone.toString())
                        .then(Undos.JOB_KIND, job.id().toString());
        boolean dryRun = job.parameters().get("dryRun").booleanValue();
        RecordBatches batches = new RecordBatches(jobs, writer, caller, job.id(), cause, dryRun);
        while (batches.next(
                (connection, model, rows) ->
                        choose(connection, caller.grants(model).model(), undone, rows))) {
            progress.check();
        }
    }

    private static Sql changes(TenantId tenant, UUID job) {
        return Sql.of(
                "select row_number() over (order by c.operation <> 'delete', case when c.operation = 'delete' then c.id else -c.id end), ",
                "c.object_id, c.record_id, c.version from job_change c where c.tenant_id = ",
                Sql.number(tenant.value()),
                " and c.job_id = ",
                Sql.value(job, ColumnType.UUID));
    }

    /** A record that was changed twice is written in two batches, one after the other. */
    private static List<Intent> choose(
            Connection connection, TenantModel model, UUID undone, List<JobRecords.Row> rows) {
        Set<UUID> seen = new HashSet<>();
        List<JobRecords.Row> different =
                rows.stream().takeWhile(row -> seen.add(row.recordId())).toList();
        return Reversals.of(connection, model, undone, different);
    }
}
