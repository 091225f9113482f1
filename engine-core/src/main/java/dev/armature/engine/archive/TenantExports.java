package dev.armature.engine.archive;

import dev.armature.engine.access.Caller;
import dev.armature.engine.audit.AuditEvent;
import dev.armature.engine.audit.AuditKind;
import dev.armature.engine.file.BodyName;
import dev.armature.engine.file.FileBodies;
import dev.armature.engine.file.UploadedFiles;
import dev.armature.engine.identity.TenantDirectory;
import dev.armature.engine.job.Jobs;
import dev.armature.engine.sql.Sql;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.tenant.TenantId;
import java.io.IOException;
import java.math.BigDecimal;
import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The archives of all that tenants have: who may have one made, who may fetch it, and how long it
 * stays. They do not count as files of the tenant, so that one that has used up its quota can still
 * take its data away. Thread-safe.
 */
public final class TenantExports {

    /** The kind of the jobs that make them. */
    public static final String KIND = "tenantExport";

    /** How long an archive can be fetched once it is there. */
    public static final Duration KEPT = Duration.ofDays(7);

    /** How many archives of a tenant are kept at the same time. */
    public static final int MOST = 3;

    private static final Logger LOG = LoggerFactory.getLogger(TenantExports.class);
    private static final int LISTED = 20;

    private final TenantDatabase database;
    private final Jobs jobs;
    private final FileBodies bodies;
    private final Clock clock;

    public TenantExports(TenantDatabase database, Jobs jobs, FileBodies bodies, Clock clock) {
        this.database = database;
        this.jobs = jobs;
        this.bodies = bodies;
        this.clock = clock;
    }

    /**
     * Has an archive made, for an administrator who has just shown who they are.
     *
     * @return the job that makes it
     * @throws EngineException {@code state_conflict} while one is being made, or when there are as
     *     many as are kept
     */
    public UUID begin(Caller caller) {
        return jobs.queueNew(
                caller,
                KIND,
                null,
                Json.object(),
                new Jobs.Together() {
                    @Override
                    public void before(Connection connection) {
                        // One after the other, so that two who ask at once are counted.
                        TenantDirectory.held(connection, caller.tenantId());
                        requireRoom(connection, caller.tenantId());
                    }

                    @Override
                    public void after(Connection connection, UUID job) {
                        insert(connection, caller, job);
                        AuditEvent.by(caller.userId(), AuditKind.TENANT_EXPORTED, job)
                                .write(connection, caller.tenantId());
                    }
                });
    }

    private static void requireRoom(Connection connection, TenantId tenant) {
        List<TenantExport> all = select(connection, tenant);
        if (all.stream().anyMatch(TenantExports::isUnderWay)) {
            throw new EngineException(
                    ErrorCode.STATE_CONFLICT,
                    "An export of everything is under way; wait for it, or cancel its job");
        }
        if (all.stream().filter(export -> export.readyAt() != null).count() >= MOST) {
            throw new EngineException(
                    ErrorCode.STATE_CONFLICT,
                    "There are %d archives of everything, and no more are kept; delete one first"
                            .formatted(MOST));
        }
    }

    private static boolean isUnderWay(TenantExport export) {
        return export.state().equals("queued") || export.state().equals("running");
    }

    private static List<TenantExport> select(Connection connection, TenantId tenant) {
        return Sql.of(
                        TenantExport.SELECT,
                        Sql.number(tenant.value()),
                        " order by e.created_at desc, e.id desc limit ",
                        Sql.number(LISTED))
                .all(connection, TenantExport::read);
    }

    private void insert(Connection connection, Caller caller, UUID job) {
        Sql.of(
                        "insert into tenant_export (tenant_id, id, created_by, created_at) values (",
                        Sql.number(caller.tenantId().value()),
                        ", ",
                        Sql.value(job, ColumnType.UUID),
                        ", ",
                        Sql.value(caller.userId(), ColumnType.UUID),
                        ", ",
                        Sql.value(clock.instant(), ColumnType.TIMESTAMPTZ),
                        ")")
                .execute(connection);
    }

    /** The newest, for an administrator: whoever asked for them. */
    public List<TenantExport> list(Caller caller) {
        return database.transaction(
                caller.tenantId(), connection -> select(connection, caller.tenantId()));
    }

    /**
     * An archive, for the administrator alone who had it made and showed who they are. Noted.
     *
     * @throws EngineException {@code not_found} for everybody else, and when its time is over
     */
    public UploadedFiles.Content fetch(Caller caller, UUID id) {
        TenantId tenant = caller.tenantId();
        if (!caller.isAdministrator()) {
            throw missing(id);
        }
        return database.transaction(
                tenant,
                connection -> {
                    UploadedFiles.Content found =
                            Sql.of(
                                            "select body, size, sha256, ready_at from tenant_export where ",
                                            own(tenant, id),
                                            " and ready_at is not null and expires_at > ",
                                            Sql.value(clock.instant(), ColumnType.TIMESTAMPTZ),
                                            " and created_by = ",
                                            Sql.value(caller.userId(), ColumnType.UUID))
                                    .first(
                                            connection,
                                            row -> {
                                                Instant at =
                                                        row.getObject(4, OffsetDateTime.class)
                                                                .toInstant();
                                                return new UploadedFiles.Content(
                                                        BodyName.of(
                                                                tenant,
                                                                row.getObject(1, UUID.class)),
                                                        name(caller, at),
                                                        "application/zip",
                                                        row.getLong(2),
                                                        "\"" + row.getString(3) + "\"",
                                                        false,
                                                        at);
                                            })
                                    .orElseThrow(() -> missing(id));
                    AuditEvent.by(caller.userId(), AuditKind.ARCHIVE_FETCHED, id)
                            .write(connection, tenant);
                    return found;
                });
    }

    private static String name(Caller caller, Instant at) {
        return caller.tenant().slug() + "-" + at.toString().substring(0, 10) + ".zip";
    }

    private static EngineException missing(UUID id) {
        return EngineException.notFound("The export " + id);
    }

    /**
     * Deletes an archive before its time, or forgets one that was not made.
     *
     * @throws EngineException {@code not_found}; {@code state_conflict} while it is made
     */
    public void delete(Caller caller, UUID id) {
        TenantId tenant = caller.tenantId();
        List<UUID> gone =
                database.transaction(
                        tenant,
                        connection -> {
                            TenantDirectory.held(connection, tenant);
                            TenantExport export =
                                    Sql.of(
                                                    TenantExport.SELECT,
                                                    Sql.number(tenant.value()),
                                                    " and e.id = ",
                                                    Sql.value(id, ColumnType.UUID))
                                            .first(connection, TenantExport::read)
                                            .orElseThrow(() -> missing(id));
                            if (isUnderWay(export)) {
                                throw new EngineException(
                                        ErrorCode.STATE_CONFLICT,
                                        "The archive is being made; cancel its job first");
                            }
                            AuditEvent.by(caller.userId(), AuditKind.ARCHIVE_DELETED, id)
                                    .write(connection, tenant);
                            return forget(connection, own(tenant, id));
                        });
        gone.forEach(body -> deleteBody(tenant, body));
    }

    /** Deletes those whose time is over, and forgets those that were not made. */
    public void sweep(TenantId tenant, Instant now) {
        Sql due =
                Sql.of(
                        "tenant_id = ",
                        Sql.number(tenant.value()),
                        " and (expires_at <= ",
                        Sql.value(now, ColumnType.TIMESTAMPTZ),
                        " or ready_at is null and created_at < ",
                        Sql.value(now.minus(KEPT), ColumnType.TIMESTAMPTZ),
                        " and not exists (select from job j where j.tenant_id = tenant_export.tenant_id and j.id = tenant_export.id and j.state in ('queued', 'running')))");
        database.transaction(tenant, connection -> forget(connection, due))
                .forEach(body -> deleteBody(tenant, body));
    }

    private static List<UUID> forget(Connection connection, Sql which) {
        List<@Nullable UUID> bodies =
                Sql.of("delete from tenant_export where ", which, " returning body")
                        .all(connection, row -> row.getObject(1, UUID.class));
        return bodies.stream().filter(Objects::nonNull).toList();
    }

    /**
     * A job begins to write an archive: where to. What an earlier try left there goes.
     *
     * @throws EngineException {@code not_found} when it is not wanted any more
     */
    UUID begun(TenantId tenant, UUID id) {
        UUID fresh = UUID.randomUUID();
        @Nullable UUID before =
                database.transaction(
                        tenant,
                        connection -> {
                            List<@Nullable UUID> bodies =
                                    Sql.of(
                                                    "select body from tenant_export where ",
                                                    own(tenant, id),
                                                    " for update")
                                            .all(connection, row -> row.getObject(1, UUID.class));
                            if (bodies.isEmpty()) {
                                throw missing(id);
                            }
                            Sql.of(
                                            "update tenant_export set ready_at = null, expires_at = null, body = ",
                                            Sql.value(fresh, ColumnType.UUID),
                                            " where ",
                                            own(tenant, id))
                                    .execute(connection);
                            return bodies.getFirst();
                        });
        if (before != null) {
            deleteBody(tenant, before);
        }
        return fresh;
    }

    /** An archive is there, unless another node took its job over meanwhile. */
    void ready(
            TenantId tenant,
            UUID id,
            UUID body,
            FileBodies.Written written,
            long records,
            long files) {
        Instant now = clock.instant();
        Sql update =
                Sql.of(
                        "update tenant_export set ready_at = ",
                        Sql.value(now, ColumnType.TIMESTAMPTZ),
                        ", expires_at = ",
                        Sql.value(now.plus(KEPT), ColumnType.TIMESTAMPTZ),
                        ", size = ",
                        Sql.value(BigDecimal.valueOf(written.size()), ColumnType.NUMERIC),
                        ", records = ",
                        Sql.value(BigDecimal.valueOf(records), ColumnType.NUMERIC),
                        ", files = ",
                        Sql.value(BigDecimal.valueOf(files), ColumnType.NUMERIC),
                        ", sha256 = ",
                        Sql.value(written.sha256(), ColumnType.TEXT),
                        " where ",
                        own(tenant, id),
                        " and body = ",
                        Sql.value(body, ColumnType.UUID));
        if (database.transaction(tenant, update::execute) == 0) {
            deleteBody(tenant, body);
        }
    }

    private static Sql own(TenantId tenant, UUID id) {
        return Sql.of(
                "tenant_id = ",
                Sql.number(tenant.value()),
                " and id = ",
                Sql.value(id, ColumnType.UUID));
    }

    // The row is gone or tells of another body; one that stays is found by the check.
    private void deleteBody(TenantId tenant, UUID body) {
        BodyName name = BodyName.of(tenant, body);
        try {
            bodies.delete(name);
        } catch (IOException e) {
            LOG.warn("The archive {} could not be deleted: {}", name.path(), e.toString());
        }
    }
}
