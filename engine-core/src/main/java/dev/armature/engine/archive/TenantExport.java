package dev.armature.engine.archive;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.json.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An archive that somebody asked for.
 *
 * @param id that of the job that makes it
 * @param state the word for the job's, {@code done} when it is there
 * @param processed how many records and files are in it by now
 * @param total about how many there are
 * @param readyAt since when it is there, or null
 * @param expiresAt until when it is kept, or null
 */
public record TenantExport(
        UUID id,
        UUID createdBy,
        Instant createdAt,
        String state,
        long processed,
        @Nullable Long total,
        @Nullable String error,
        @Nullable Instant readyAt,
        @Nullable Instant expiresAt,
        @Nullable Long size,
        @Nullable Long records,
        @Nullable Long files,
        @Nullable String sha256) {

    static final String SELECT =
            "select e.id, e.created_by, e.created_at, case when e.ready_at is not null then 'done' else coalesce(j.state, 'failed') end,"
                    + " coalesce(j.processed, 0), j.total, j.error, e.ready_at, e.expires_at, e.size, e.records, e.files, e.sha256"
                    + " from tenant_export e left join job j on j.tenant_id = e.tenant_id and j.id = e.id where e.tenant_id = ";

    static TenantExport read(ResultSet row) throws SQLException {
        return new TenantExport(
                row.getObject(1, UUID.class),
                row.getObject(2, UUID.class),
                row.getObject(3, OffsetDateTime.class).toInstant(),
                row.getString(4),
                row.getLong(5),
                row.getObject(6, Long.class),
                row.getString(7),
                moment(row, 8),
                moment(row, 9),
                row.getObject(10, Long.class),
                row.getObject(11, Long.class),
                row.getObject(12, Long.class),
                row.getString(13));
    }

    private static @Nullable Instant moment(ResultSet row, int column) throws SQLException {
        OffsetDateTime moment = row.getObject(column, OffsetDateTime.class);
        return moment == null ? null : moment.toInstant();
    }

    /** As it is answered. */
    public ObjectNode toJson() {
        return Json.object()
                .put("id", id.toString())
                .put("state", state)
                .put("createdBy", createdBy.toString())
                .put("createdAt", createdAt.toString())
                .put("processed", processed)
                .put("total", total)
                .put("error", error)
                .put("readyAt", readyAt == null ? null : readyAt.toString())
                .put("expiresAt", expiresAt == null ? null : expiresAt.toString())
                .put("size", size)
                .put("records", records)
                .put("files", files)
                .put("sha256", sha256);
    }
}
