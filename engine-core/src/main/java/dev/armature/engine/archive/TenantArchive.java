package dev.armature.engine.archive;

import dev.armature.engine.file.FileBodies;
import dev.armature.engine.packaging.Packages;
import dev.armature.engine.plugin.PluginStore;
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

/** Writes all that a tenant has as one archive, as of one moment. Thread-safe. */
public final class TenantArchive {

    /** How long a statement, or a fetch of one, may take: less than a job may be silent. */
    static final Duration STATEMENT_LIMIT = Duration.ofSeconds(40);

    private final TenantDatabase database;
    private final TenantModels models;
    private final PluginStore plugins;
    private final FileBodies bodies;
    private final Clock clock;

    public TenantArchive(
            TenantDatabase database,
            TenantModels models,
            PluginStore plugins,
            FileBodies bodies,
            Clock clock) {
        this.database = database;
        this.models = models;
        this.plugins = plugins;
        this.bodies = bodies;
        this.clock = clock;
    }

    /** Is told that the work goes on, and may end it by throwing. */
    public interface Pulse {

        /** A record or a file is done. */
        void done();

        /** Something else is. */
        void beat();
    }

    /** How much an archive has. */
    public record Size(long records, long files) {}

    /** Writes the archive of a tenant. What it is written to stays open. */
    public Size write(Tenant tenant, OutputStream file, Pulse pulse) throws IOException {
        Instant now = clock.instant();
        try (ArchiveWriter out = new ArchiveWriter(file, now);
                ArchiveContents contents = new ArchiveContents(out, tenant, now, pulse)) {
            while (!writeRows(tenant, contents)) {
                pulse.beat();
            }
            contents.writeBodies(bodies);
            return new Size(contents.records(), contents.files());
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
                    writeRows(connection, model, contents);
                    return true;
                });
    }

    private void writeRows(Connection connection, TenantModel model, ArchiveContents contents)
            throws SQLException {
        try {
            contents.writeRows(connection, model, Packages.export(connection, model, plugins));
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
    public long about(TenantId tenant) {
        Sql sql =
                Sql.of(
                        "select coalesce(sum(records + files), 0) from tenant_stock where tenant_id = ",
                        Sql.number(tenant.value()));
        return database.transaction(
                tenant, connection -> sql.first(connection, row -> row.getLong(1)).orElseThrow());
    }
}
