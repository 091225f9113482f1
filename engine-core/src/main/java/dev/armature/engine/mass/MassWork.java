package dev.armature.engine.mass;

import dev.armature.engine.access.AccessPolicy;
import dev.armature.engine.access.Caller;
import dev.armature.engine.identity.Callers;
import dev.armature.engine.job.Job;
import dev.armature.engine.job.JobRecords;
import dev.armature.engine.job.JobWork;
import dev.armature.engine.job.Jobs;
import dev.armature.engine.query.MatchingRecords;
import dev.armature.engine.record.Command;
import dev.armature.engine.record.RecordWriter;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.metadata.change.TenantModels;
import dev.armature.metadata.definition.Right;
import dev.armature.metadata.expression.CheckedExpression;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.model.TenantModel;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Changes, deletes or hands over the records that a filter picked when the job began. One that does
 * not match any more when its turn comes is left alone.
 */
public final class MassWork implements JobWork {

    private static final int FIXED_AT_ONCE = 10_000;

    private final MassChange.Kind kind;
    private final TenantDatabase database;
    private final TenantModels models;
    private final AccessPolicy access;
    private final Jobs jobs;
    private final Callers callers;
    private final RecordWriter writer;

    private MassWork(
            MassChange.Kind kind,
            TenantDatabase database,
            TenantModels models,
            AccessPolicy access,
            Jobs jobs,
            Callers callers,
            RecordWriter writer) {
        this.kind = kind;
        this.database = database;
        this.models = models;
        this.access = access;
        this.jobs = jobs;
        this.callers = callers;
        this.writer = writer;
    }

    /** The work of all kinds of such jobs. */
    public static List<JobWork> all(
            TenantDatabase database,
            TenantModels models,
            AccessPolicy access,
            Jobs jobs,
            Callers callers,
            RecordWriter writer) {
        return Stream.of(MassChange.Kind.values())
                .<JobWork>map(
                        kind -> new MassWork(kind, database, models, access, jobs, callers, writer))
                .toList();
    }

    @Override
    public String kind() {
        return kind.word();
    }

    @Override
    public void run(Jobs.Claimed claimed, Progress progress) {
        Run run =
                new Run(
                        claimed.job(),
                        callers.required(claimed.tenant(), claimed.job().createdBy()));
        database.transaction(claimed.tenant(), run::fix);
        while (run.next()) {
            progress.check();
        }
    }

    /** One job on its way. */
    private final class Run {
        private final Job job;
        private final Caller caller;
        private final MassChange change;
        private final RecordBatches batches;

        Run(Job job, Caller caller) {
            this.job = job;
            this.caller = caller;
            this.change = MassChange.fromJson(kind, job.parameters());
            this.batches =
                    new RecordBatches(
                            jobs, writer, caller, job.id(), kind.cause(job.id()), change.dryRun());
        }

        boolean fix(Connection connection) {
            JobRecords.fix(
                    connection,
                    caller.tenantId(),
                    job.id(),
                    () -> putDown(connection, object(models.current(caller.tenantId()))));
            return true;
        }

        private long putDown(Connection connection, ObjectModel object) {
            MatchingRecords matching = matching(object);
            long count = 0;
            List<UUID> page = matching.next(connection, null, FIXED_AT_ONCE);
            while (!page.isEmpty()) {
                JobRecords.add(connection, caller.tenantId(), job.id(), count, object.id(), page);
                count += page.size();
                page = matching.next(connection, page.getLast(), FIXED_AT_ONCE);
            }
            return count;
        }

        boolean next() {
            return batches.next(this::choose);
        }

        private ObjectModel object(TenantModel model) {
            return access.require(caller, model, String.valueOf(job.object()), Right.BULK);
        }

        // The filter speaks of the moment at which the change was asked for, to the last batch.
        private MatchingRecords matching(ObjectModel object) {
            return MatchingRecords.of(
                    access, caller, object, change.filter(), caller.environment(job.createdAt()));
        }

        private List<Intent> choose(
                Connection connection, TenantModel model, List<JobRecords.Row> rows) {
            ObjectModel object = object(model);
            Map<String, CheckedExpression> computed = change.expressions(object);
            Set<UUID> ids = rows.stream().map(JobRecords.Row::recordId).collect(Collectors.toSet());
            Map<UUID, Integer> matching =
                    matching(object)
                            .hold(
                                    connection,
                                    ids,
                                    kind == MassChange.Kind.DELETE
                                            ? MatchingRecords.Hold.TO_DELETE
                                            : MatchingRecords.Hold.TO_CHANGE);
            return rows.stream()
                    .<Intent>map(row -> {
                        Integer version = matching.get(row.recordId());
                        return version == null
                                ? new Intent.Leave(row)
                                : new Intent.Write(
                                        row, version, command(object, row.recordId(), computed));
                    })
                    .toList();
        }

        private Command command(
                ObjectModel object, UUID id, Map<String, CheckedExpression> computed) {
            return switch (kind) {
                case DELETE -> new Command.Delete(object.name(), id, null);
                case UPDATE -> new Command.Compute(object.name(), id, change.values(), computed);
                case HAND_OVER -> {
                    MassChange.Over over = Objects.requireNonNull(change.over());
                    yield new Command.HandOver(
                            object.name(),
                            id,
                            Json.object(),
                            over.from(),
                            over.to(),
                            over.fields());
                }
            };
        }
    }
}
