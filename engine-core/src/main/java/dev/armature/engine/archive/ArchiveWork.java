package dev.armature.engine.archive;

import dev.armature.engine.audit.AuditLog;
import dev.armature.engine.file.BodyName;
import dev.armature.engine.file.FileBodies;
import dev.armature.engine.identity.TenantDirectory;
import dev.armature.engine.job.JobWork;
import dev.armature.engine.job.Jobs;
import dev.armature.metadata.tenant.TenantId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/**
 * Makes the archive of a tenant. Whoever takes the job over begins anew: what was written of the
 * archive is gone with its writer.
 */
public final class ArchiveWork implements JobWork {

    private static final Duration BEAT = Duration.ofSeconds(1);

    private final TenantDirectory tenants;
    private final TenantArchive archive;
    private final FileBodies bodies;
    private final AuditLog audit;
    private final Jobs jobs;
    private final TenantExports exports;

    public ArchiveWork(
            TenantDirectory tenants,
            TenantArchive archive,
            FileBodies bodies,
            AuditLog audit,
            Jobs jobs,
            TenantExports exports) {
        this.tenants = tenants;
        this.archive = archive;
        this.bodies = bodies;
        this.audit = audit;
        this.jobs = jobs;
        this.exports = exports;
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
        jobs.begin(tenant, job, archive.about(tenant));
        audit.settle(tenant);
        UUID body = exports.begun(tenant, job);
        TenantArchive.Size[] made = new TenantArchive.Size[1];
        try (Beats beats = new Beats(tenant, job, progress)) {
            FileBodies.Written written =
                    bodies.write(
                            BodyName.of(tenant, body),
                            out ->
                                    made[0] =
                                            archive.write(
                                                    tenants.find(tenant).orElseThrow(),
                                                    out,
                                                    beats));
            exports.ready(tenant, job, body, written, made[0].records(), made[0].files());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reports and asks whether to go on, once a second however much is done. */
    private final class Beats implements TenantArchive.Pulse, AutoCloseable {
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
