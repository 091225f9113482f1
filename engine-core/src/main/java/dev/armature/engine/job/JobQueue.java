package dev.armature.engine.job;

import dev.armature.engine.sql.Sql;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.tenant.TenantId;
import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** How jobs are taken by nodes, and what becomes of them. Thread-safe. */
final class JobQueue {

    private final TenantDatabase database;
    private final Jobs jobs;

    JobQueue(TenantDatabase database, Jobs jobs) {
        this.database = database;
        this.jobs = jobs;
    }

    /** Takes the next job of any tenant for this node, for as long as it keeps reporting. */
    Optional<Jobs.Claimed> claim() {
        record Key(TenantId tenant, UUID id) {}
        Optional<Key> key =
                database.firstInAnyHome(connection -> {
                    try (PreparedStatement statement =
                            connection.prepareStatement(
                                    "select tenant_id, id from claim_job(make_interval(secs => ?))")) {
                        statement.setLong(1, Jobs.LEASE.toSeconds());
                        try (ResultSet row = statement.executeQuery()) {
                            return row.next()
                                    ? Optional.of(
                                            new Key(
                                                    new TenantId(row.getInt(1)),
                                                    row.getObject(2, UUID.class)))
                                    : Optional.<Key>empty();
                        }
                    }
                });
        return key.flatMap(found ->
                jobs.find(found.tenant, found.id).map(job -> new Jobs.Claimed(found.tenant, job)));
    }

    /** The job has done what it was for, or was cancelled; its input is thrown away. */
    void end(Jobs.Claimed claimed, Job.State state) {
        TenantId tenant = claimed.tenant();
        UUID job = claimed.job().id();
        database.transaction(
                tenant,
                connection -> {
                    Sql.of(
                                    "update job set state = ",
                                    Sql.value(state.word(), ColumnType.TEXT),
                                    ", error = null, finished_at = now(), leased_until = null where ",
                                    Jobs.of(tenant, job, "id"),
                                    " and state = 'running'")
                            .execute(connection);
                    return Jobs.throwInputAway(connection, tenant, job);
                });
    }

    /** The job cannot go on until somebody starts it again; it keeps its input. */
    void fail(Jobs.Claimed claimed, @Nullable String error) {
        update(
                claimed,
                Sql.of(
                        "state = 'failed', retryable = true, finished_at = now(), leased_until = null, error = ",
                        Sql.value(error, ColumnType.TEXT)));
    }

    /** The job is tried again after a while. */
    void tryLater(Jobs.Claimed claimed, String error, Duration wait) {
        update(
                claimed,
                Sql.of(
                        "state = 'queued', leased_until = null, next_attempt_at = now() + make_interval(secs => ",
                        Sql.value(BigDecimal.valueOf(wait.toMillis(), 3), ColumnType.NUMERIC),
                        "::float8), error = ",
                        Sql.value(error, ColumnType.TEXT)));
    }

    /** The job is given back, for another node to go on with at once; that was no try. */
    void handBack(Jobs.Claimed claimed) {
        update(claimed, Sql.of("leased_until = now(), attempts = attempts - 1"));
    }

    // Who took too long, so that another node has the job by now, has no say in it.
    private void update(Jobs.Claimed claimed, Sql assignments) {
        Sql update =
                Sql.of(
                        "update job set ",
                        assignments,
                        " where ",
                        Jobs.of(claimed.tenant(), claimed.job().id(), "id"),
                        " and state = 'running' and attempts = ",
                        Sql.number(claimed.job().attempts()));
        database.transaction(claimed.tenant(), update::execute);
    }
}
