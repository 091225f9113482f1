package dev.armature.engine.job;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.access.Caller;
import dev.armature.engine.record.Ids;
import dev.armature.engine.sql.Sql;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.problem.Problem;
import dev.armature.metadata.tenant.TenantId;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Keeps jobs. Users see and cancel their own, administrators all of their tenant's. Thread-safe.
 */
public final class Jobs {

    /** How long a node may be silent before its job is given to another. */
    static final Duration LEASE = Duration.ofSeconds(60);

    /** How many refused lines a job's own answer lists; the rest are read page by page. */
    public static final int LISTED_REFUSALS = 1_000;

    /** Who is said to have created the jobs that nobody asked for. */
    public static final UUID PLATFORM = Caller.PLATFORM;

    private static final int LISTED_JOBS = 200;

    /** Kinds of jobs that records are wrong without, so that nobody stops them. */
    private static final Set<String> NEEDED = Set.of("rollup");

    private final TenantDatabase database;
    private final Ids ids;

    public Jobs(TenantDatabase database, Ids ids) {
        this.database = database;
        this.ids = ids;
    }

    /** A job of a tenant. */
    public record Claimed(TenantId tenant, Job job) {}

    /** A line that was refused. */
    public record Refusal(long line, ArrayNode errors, String source) {}

    /** Everything that a refusal says, as problems. */
    public static List<Problem> problems(EngineException reason) {
        return reason.problems().isEmpty()
                ? List.of(new Problem("", reason.answerCode(), reason.detail()))
                : reason.problems();
    }

    /** Problems as a refusal lists them. */
    public static ArrayNode errors(List<Problem> problems) {
        ArrayNode errors = Json.MAPPER.createArrayNode();
        for (Problem problem : problems) {
            errors.addObject()
                    .put("pointer", problem.pointer())
                    .put("code", problem.code())
                    .put("message", problem.message());
        }
        return errors;
    }

    /** What one step of a job has done. */
    public record Step(
            long processed, long created, long updated, long deleted, List<Refusal> refusals) {}

    /** What takes part in the transaction that a job comes to be done by. */
    public interface Together {

        Together NOTHING = new Together() {};

        /** Runs first, and can keep the job from being by throwing. */
        default void before(Connection connection) {}

        /** Runs when the job is there. */
        default void after(Connection connection, UUID job) {}
    }

    /** A new job that waits for its input. */
    public UUID create(Caller caller, String kind, @Nullable String object, ObjectNode parameters) {
        UUID id = ids.next();
        New job = new New(id, kind, Job.State.UPLOADING, object, parameters, caller.userId(), null);
        update(caller.tenantId(), insert(caller.tenantId(), job));
        return id;
    }

    /** A new job that needs no input and may begin. */
    public UUID queueNew(Caller caller, String kind, String object, ObjectNode parameters) {
        return queueNew(caller, kind, object, parameters, Together.NOTHING);
    }

    /** The same together with something else. */
    public UUID queueNew(
            Caller caller,
            String kind,
            @Nullable String object,
            ObjectNode parameters,
            Together together) {
        UUID id = ids.next();
        New job = new New(id, kind, Job.State.QUEUED, object, parameters, caller.userId(), null);
        return database.transaction(
                caller.tenantId(),
                connection -> {
                    together.before(connection);
                    insert(caller.tenantId(), job).execute(connection);
                    together.after(connection, id);
                    return id;
                });
    }

    /** A new job of the platform's own, which begins when the transaction is committed. */
    public void queueNew(
            Connection connection,
            TenantId tenant,
            String kind,
            String object,
            ObjectNode parameters) {
        queueNew(connection, tenant, kind, object, parameters, null);
    }

    /**
     * The same.
     *
     * @param total how many records it will look at, or null when that is not known
     */
    public void queueNew(
            Connection connection,
            TenantId tenant,
            String kind,
            String object,
            ObjectNode parameters,
            @Nullable Long total) {
        New job = new New(ids.next(), kind, Job.State.QUEUED, object, parameters, PLATFORM, total);
        insert(tenant, job).execute(connection);
    }

    private record New(
            UUID id,
            String kind,
            Job.State state,
            @Nullable String object,
            ObjectNode parameters,
            UUID createdBy,
            @Nullable Long total) {}

    private static Sql insert(TenantId tenant, New job) {
        return Sql.of(
                "insert into job (tenant_id, id, kind, state, object_name, parameters, created_by, total) values (",
                Sql.number(tenant.value()),
                ", ",
                Sql.value(job.id, ColumnType.UUID),
                ", ",
                Sql.value(job.kind, ColumnType.TEXT),
                ", ",
                Sql.value(job.state.word(), ColumnType.TEXT),
                ", ",
                Sql.value(job.object, ColumnType.TEXT),
                ", ",
                Sql.value(Json.write(job.parameters), ColumnType.TEXT),
                "::jsonb, ",
                Sql.value(job.createdBy, ColumnType.UUID),
                ", ",
                Sql.value(
                        job.total == null ? null : BigDecimal.valueOf(job.total),
                        ColumnType.NUMERIC),
                ")");
    }

    /** Whether a job of a kind for an object waits or runs. */
    public boolean isUnderWay(Connection connection, TenantId tenant, String kind, String object) {
        boolean[] found = new boolean[1];
        Sql.of(
                        "select from job where tenant_id = ",
                        Sql.number(tenant.value()),
                        " and kind = ",
                        Sql.value(kind, ColumnType.TEXT),
                        " and object_name = ",
                        Sql.value(object, ColumnType.TEXT),
                        " and state in ('queued', 'running') limit 1")
                .query(connection, rows -> found[0] = rows.next());
        return found[0];
    }

    /** Adds a piece to a job's input. */
    public void addInput(TenantId tenant, UUID job, int sequence, byte[] content) {
        database.transaction(
                tenant,
                connection -> {
                    try (PreparedStatement insert =
                            connection.prepareStatement(
                                    "insert into job_input (tenant_id, job_id, sequence, content) values (?, ?, ?, ?)")) {
                        insert.setInt(1, tenant.value());
                        insert.setObject(2, job);
                        insert.setInt(3, sequence);
                        insert.setBytes(4, content);
                        return insert.executeUpdate();
                    }
                });
    }

    /** A piece of a job's input; empty after the last. */
    public Optional<byte[]> input(TenantId tenant, UUID job, int sequence) {
        Sql sql =
                Sql.of(
                        "select content from job_input where ",
                        of(tenant, job, "job_id"),
                        " and sequence = ",
                        Sql.number(sequence));
        List<byte[]> found = new ArrayList<>();
        database.query(
                tenant,
                sql,
                row -> {
                    if (row.next()) {
                        found.add(row.getBytes(1));
                    }
                });
        return found.stream().findFirst();
    }

    /** The input is complete; the job may begin. */
    public void queue(TenantId tenant, UUID job, Together together) {
        database.transaction(
                tenant,
                connection -> {
                    together.before(connection);
                    int queued =
                            Sql.of(
                                            "update job set state = 'queued' where ",
                                            of(tenant, job, "id"),
                                            " and state = 'uploading'")
                                    .execute(connection);
                    together.after(connection, job);
                    return queued;
                });
    }

    /** Keeps with a job what it was asked for and has found out. */
    public void keepParameters(TenantId tenant, UUID job, ObjectNode parameters) {
        database.transaction(
                tenant, connection -> keepParameters(connection, tenant, job, parameters));
    }

    /** The same within a transaction. */
    public int keepParameters(
            Connection connection, TenantId tenant, UUID job, ObjectNode parameters) {
        return Sql.of(
                        "update job set parameters = ",
                        Sql.value(Json.write(parameters), ColumnType.TEXT),
                        "::jsonb where ",
                        of(tenant, job, "id"))
                .execute(connection);
    }

    /** The input did not arrive whole; the job is forgotten. */
    public void abandon(TenantId tenant, UUID job) {
        update(
                tenant,
                Sql.of(
                        "delete from job where ",
                        of(tenant, job, "id"),
                        " and state = 'uploading'"));
    }

    /** Begins to count, anew if the job was begun before. */
    public void begin(TenantId tenant, UUID job, long total) {
        begin(tenant, job, total, 0);
    }

    /**
     * The same.
     *
     * @param kept the last of the refused lines that stay
     */
    void begin(TenantId tenant, UUID job, long total, long kept) {
        database.transaction(
                tenant,
                connection -> {
                    forgetRefusals(connection, tenant, job, kept);
                    return Sql.of(
                                    "update job set processed = 0, created = 0, updated = 0, deleted = 0, refused = ",
                                    Sql.number(kept),
                                    ", total = ",
                                    Sql.number(total),
                                    " where ",
                                    of(tenant, job, "id"))
                            .execute(connection);
                });
    }

    private static void forgetRefusals(
            Connection connection, TenantId tenant, UUID job, long kept) {
        Sql.of(
                        "delete from job_refusal where ",
                        of(tenant, job, "job_id"),
                        " and line > ",
                        Sql.number(kept))
                .execute(connection);
    }

    /** Reports a step within its transaction and keeps the job for this node. */
    public void report(Connection connection, TenantId tenant, UUID job, Step step) {
        Sql.of(
                        "update job set processed = processed + ",
                        Sql.number(step.processed),
                        ", created = created + ",
                        Sql.number(step.created),
                        ", updated = updated + ",
                        Sql.number(step.updated),
                        ", deleted = deleted + ",
                        Sql.number(step.deleted),
                        ", refused = refused + ",
                        Sql.number((long) step.refusals.size()),
                        ", leased_until = now() + make_interval(secs => ",
                        Sql.number(LEASE.toSeconds()),
                        ") where ",
                        of(tenant, job, "id"))
                .execute(connection);
        if (!step.refusals.isEmpty()) {
            Sql.of(
                            "insert into job_refusal (tenant_id, job_id, line, errors, source) select ",
                            Sql.number(tenant.value()),
                            "::int, ",
                            Sql.value(job, ColumnType.UUID),
                            ", n.line, n.errors::jsonb, n.source from unnest(",
                            Sql.array(step.refusals.stream().map(Refusal::line).toList(), "bigint"),
                            ", ",
                            Sql.array(
                                    step.refusals.stream()
                                            .map(refusal -> Json.write(refusal.errors()))
                                            .toList(),
                                    ColumnType.TEXT),
                            ", ",
                            Sql.array(
                                    step.refusals.stream().map(Refusal::source).toList(),
                                    ColumnType.TEXT),
                            ") as n(line, errors, source) on conflict do nothing")
                    .execute(connection);
        }
    }

    /** Takes back what a job has reported: it does its work once more from the beginning. */
    public void restart(TenantId tenant, UUID job) {
        database.transaction(
                tenant,
                connection -> {
                    forgetRefusals(connection, tenant, job, 0);
                    return Sql.of(
                                    "update job set processed = 0, created = 0, updated = 0, refused = 0 where ",
                                    of(tenant, job, "id"))
                            .execute(connection);
                });
    }

    /** Reports a step that has no transaction of its own. */
    public void report(TenantId tenant, UUID job, Step step) {
        database.transaction(
                tenant,
                connection -> {
                    report(connection, tenant, job, step);
                    return true;
                });
    }

    /** Keeps a job for this node that is under way, and has nothing to report. */
    public void renew(TenantId tenant, UUID job) {
        report(tenant, job, new Step(0, 0, 0, 0, List.of()));
    }

    static int throwInputAway(Connection connection, TenantId tenant, UUID job) {
        return Sql.of("delete from job_record where ", of(tenant, job, "job_id"))
                        .execute(connection)
                + Sql.of("delete from job_input where ", of(tenant, job, "job_id"))
                        .execute(connection);
    }

    /**
     * Lets a job that is under way go on.
     *
     * @throws JobWork.StoppedException when somebody wants it to stop, or when it has to wait until
     *     its tenant may work again
     */
    void check(TenantId tenant, UUID job) {
        Sql sql =
                Sql.of(
                        "select t.active, coalesce(j.cancel_requested, true) from tenant t left join job j on j.tenant_id = t.tenant_id and j.id = ",
                        Sql.value(job, ColumnType.UUID),
                        " where t.tenant_id = ",
                        Sql.number(tenant.value()));
        boolean[] is = new boolean[2];
        database.query(
                tenant,
                sql,
                row -> {
                    if (row.next()) {
                        is[0] = row.getBoolean(1);
                        is[1] = row.getBoolean(2);
                    }
                });
        boolean active = is[0];
        boolean cancelled = is[1];
        if (!active || cancelled) {
            throw new JobWork.StoppedException(active);
        }
    }

    /** A job that the caller may see. */
    public Job required(Caller caller, UUID id) {
        return find(caller.tenantId(), id)
                .filter(job -> maySee(caller, job))
                .orElseThrow(() -> EngineException.notFound("The job " + id));
    }

    private static boolean maySee(Caller caller, Job job) {
        return job.createdBy().equals(caller.userId()) || caller.isAdministrator();
    }

    /** The newest jobs that the caller may see. */
    public List<Job> list(Caller caller) {
        Sql sql =
                Sql.of(
                        "select ",
                        Job.COLUMNS,
                        " from job where tenant_id = ",
                        Sql.number(caller.tenantId().value()),
                        " order by created_at desc limit ",
                        Sql.number(LISTED_JOBS));
        List<Job> jobs = new ArrayList<>();
        database.query(
                caller.tenantId(),
                sql,
                rows -> {
                    while (rows.next()) {
                        jobs.add(Job.read(rows));
                    }
                });
        return jobs.stream().filter(job -> maySee(caller, job)).toList();
    }

    /** The refused lines after a line, in order. */
    public List<Refusal> refusals(Caller caller, UUID id, long afterLine) {
        Job job = required(caller, id);
        Sql sql =
                Sql.of(
                        "select line, errors, source from job_refusal where ",
                        of(caller.tenantId(), job.id(), "job_id"),
                        " and line > ",
                        Sql.number(afterLine),
                        " order by line limit ",
                        Sql.number(LISTED_REFUSALS));
        List<Refusal> refusals = new ArrayList<>();
        database.query(
                caller.tenantId(),
                sql,
                rows -> {
                    while (rows.next()) {
                        refusals.add(
                                new Refusal(
                                        rows.getLong(1),
                                        (ArrayNode) Json.read(rows.getString(2)),
                                        rows.getString(3)));
                    }
                });
        return refusals;
    }

    /**
     * Asks a job to stop; it does between two steps. One that was begun and waits, or has failed,
     * is taken once more to clear away what it left.
     */
    public Job cancel(Caller caller, UUID id) {
        Job job = required(caller, id);
        if (job.state().isFinal() && !job.retryable()) {
            throw new EngineException(ErrorCode.STATE_CONFLICT, "The job has ended already");
        }
        if (NEEDED.contains(job.kind())) {
            throw new EngineException(
                    ErrorCode.STATE_CONFLICT, "The platform needs this job; it runs to its end");
        }
        update(
                caller.tenantId(),
                Sql.of(
                        "update job set cancel_requested = true, next_attempt_at = null, retryable = false, ",
                        "state = case when state = 'queued' and attempts = 0 then 'cancelled' when state = 'failed' then 'queued' else state end, ",
                        "finished_at = case when state = 'queued' and attempts = 0 then now() end where ",
                        of(caller.tenantId(), id, "id"),
                        " and (state in ('uploading', 'queued', 'running') or retryable)"));
        return required(caller, id);
    }

    /**
     * Starts a failed job again: it goes on with what it has not done.
     *
     * @throws EngineException {@code state_conflict} when it has not failed, or was undone since
     */
    public Job retry(Caller caller, UUID id) {
        Job job = required(caller, id);
        boolean queued =
                update(
                                caller.tenantId(),
                                Sql.of(
                                        "update job set state = 'queued', retryable = false, attempts = 0, next_attempt_at = null, finished_at = null, error = null where ",
                                        of(caller.tenantId(), id, "id"),
                                        " and retryable"))
                        == 1;
        if (!queued) {
            throw new EngineException(
                    ErrorCode.STATE_CONFLICT,
                    job.state().isFinal()
                            ? "The job did not fail, or was undone since; only a failed one can be started again"
                            : "The job has not ended; only a failed one can be started again");
        }
        return required(caller, id);
    }

    /**
     * Makes sure that a job that has ended is not started again.
     *
     * @return false when it was started again already
     */
    public boolean close(TenantId tenant, UUID job) {
        return database.transaction(
                tenant,
                connection -> {
                    boolean ended =
                            Sql.of(
                                                    "update job set retryable = false where ",
                                                    of(tenant, job, "id"),
                                                    " and state in ('done', 'failed', 'cancelled')")
                                            .execute(connection)
                                    == 1;
                    if (ended) {
                        throwInputAway(connection, tenant, job);
                    }
                    return ended;
                });
    }

    Optional<Job> find(TenantId tenant, UUID id) {
        Sql sql = Sql.of("select ", Job.COLUMNS, " from job where ", of(tenant, id, "id"));
        List<Job> found = new ArrayList<>();
        database.query(
                tenant,
                sql,
                rows -> {
                    if (rows.next()) {
                        found.add(Job.read(rows));
                    }
                });
        return found.stream().findFirst();
    }

    /** The condition that rows of a table belong to a job, which a column names. */
    static Sql of(TenantId tenant, UUID job, String column) {
        return Sql.of(
                "tenant_id = ",
                Sql.number(tenant.value()),
                " and ",
                column,
                " = ",
                Sql.value(job, ColumnType.UUID));
    }

    private int update(TenantId tenant, Sql sql) {
        return database.transaction(tenant, sql::execute);
    }
}
