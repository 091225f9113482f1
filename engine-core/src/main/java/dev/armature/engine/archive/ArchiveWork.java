package dev.armature.engine.archive;

import dev.armature.engine.audit.AuditLog;
import dev.armature.engine.file.BodyName;
import dev.armature.engine.file.FileBodies;
import dev.armature.engine.identity.TenantDirectory;
import dev.armature.engine.job.JobWork;
import dev.armature.engine.job.Jobs;
import dev.armature.engine.packaging.Packages;
import dev.armature.engine.sql.Sql;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.metadata.change.TenantModels;
import dev.armature.metadata.model.TenantModel;
import dev.armature.metadata.tenant.Tenant;
import dev.armature.metadata.tenant.TenantId;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Makes the archive of a tenant. Whoever takes the job over begins anew: what was written of the
 * archive is gone with its writer.
 */
public final class ArchiveWork implements JobWork {

    /** How long a statement, or a fetch of one, may take: less than a job may be silent. */
    static final Duration STATEMENT_LIMIT = Duration.ofSeconds(40);

    private static final Duration BEAT = Duration.ofSeconds(1);

    private final TenantDatabase database;
    private final TenantDirectory tenants;
    private final TenantModels models;
    private final Packages packages;
    private final FileBodies bodies;
    private final AuditLog audit;
    private final Jobs jobs;
    private final TenantExports exports;
    private final Clock clock;

    public ArchiveWork(
            TenantDatabase database,
            TenantDirectory tenants,
            TenantModels models,
            Packages packages,
            FileBodies bodies,
            AuditLog audit,
            Jobs jobs,
            TenantExports exports,
            Clock clock) {
        this.database = database;
        this.tenants = tenants;
        this.models = models;
        this.packages = packages;
        this.bodies = bodies;
        this.audit = audit;
        this.jobs = jobs;
        this.exports = exports;
        this.clock = clock;
    }

    @Override
    public String kind() {
        return TenantExports.KIND;
    }

    @Override
    public void run(Jobs.Claimed claimed, Progress progress) {
        TenantId tenant = claimed.tenant();
        UUID job = claimed.job().id();
        progress.check();
        jobs.begin(tenant, job, total(tenant));
        audit.settle(tenant);
        UUID body = exports.begun(tenant, job);
        Made made = new Made();
        try (Beats beats = new Beats(tenant, job, progress)) {
            FileBodies.Written written =
                    bodies.write(BodyName.of(tenant, body), out -> write(tenant, out, beats, made));
            exports.ready(tenant, job, body, written, made.records, made.files);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Made {
        private long records;
        private long files;
    }

    private void write(TenantId id, OutputStream file, Beats beats, Made made) throws IOException {
        Tenant tenant = tenants.find(id).orElseThrow();
        Instant now = clock.instant();
        try (ArchiveWriter out = new ArchiveWriter(file, now);
                ArchiveContents contents = new ArchiveContents(out, tenant, now, beats)) {
            while (!writeRows(tenant, contents)) {
                beats.beat();
            }
            contents.writeBodies(bodies);
            made.records = contents.records();
            made.files = contents.files();
        }
    }

    /** Nothing is written when a change of metadata came between reading it and the moment. */
    private boolean writeRows(Tenant tenant, ArchiveContents contents) {
        TenantModel model = models.refresh(tenant.id());
        return database.atOneMoment(
                tenant.id(),
                STATEMENT_LIMIT,
                connection -> {
                    if (version(connection, tenant.id()) != model.version()) {
                        return false;
                    }
                    write(connection, model, contents);
                    return true;
                });
    }

    private void write(Connection connection, TenantModel model, ArchiveContents contents)
            throws SQLException {
        try {
            contents.writeRows(connection, model, packages);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long version(Connection connection, TenantId tenant) {
        return Sql.of(
                        "select metadata_version from tenant where tenant_id = ",
                        Sql.number(tenant.value()))
                .first(connection, row -> row.getLong(1))
                .orElseThrow();
    }

    /** How many records and files there are about. */
    private long total(TenantId tenant) {
        Sql sql =
                Sql.of(
                        "select coalesce(sum(records + files), 0) from tenant_stock where tenant_id = ",
                        Sql.number(tenant.value()));
        return database.transaction(
                tenant, connection -> sql.first(connection, row -> row.getLong(1)).orElseThrow());
    }

    /** Reports and asks whether to go on, once a second however much is done. */
    private final class Beats implements ArchiveContents.Pulse, AutoCloseable {
        private final TenantId tenant;
        private final UUID job;
        private final Progress progress;
        private long done;
        private long last = System.nanoTime();

        Beats(TenantId tenant, UUID job, Progress progress) {
            this.tenant = tenant;
            this.job = job;
            this.progress = progress;
        }

        @Override
        public void done() {
            done++;
            beat();
        }

        @Override
        public void beat() {
            if (System.nanoTime() - last >= BEAT.toNanos()) {
                progress.check();
                report();
            }
        }

        private void report() {
            jobs.report(tenant, job, new Jobs.Step(done, 0, 0, 0, List.of()));
            done = 0;
            last = System.nanoTime();
        }

        @Override
        public void close() {
            report();
        }
    }
}
