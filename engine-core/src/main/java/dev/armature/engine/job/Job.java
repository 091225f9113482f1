package dev.armature.engine.job;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.record.Cause;
import dev.armature.metadata.json.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A piece of long work.
 *
 * @param processed how many lines or records have been looked at
 * @param error why it failed, or why its last try did
 * @param attempts how often it was begun or gone on with
 * @param nextAttemptAt when it is tried again after a fault, or null
 * @param retryable whether it failed and may be started again
 */
public record Job(
        UUID id,
        String kind,
        State state,
        @Nullable String object,
        ObjectNode parameters,
        UUID createdBy,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        long processed,
        long created,
        long updated,
        long deleted,
        long refused,
        @Nullable Long total,
        boolean cancelRequested,
        @Nullable String error,
        int attempts,
        @Nullable Instant nextAttemptAt,
        boolean retryable) {

    static final String COLUMNS =
            "id, kind, state, object_name, parameters, created_by, created_at, started_at, finished_at, processed, created, updated, deleted, refused, total, cancel_requested, error, attempts, next_attempt_at, retryable";

    /** Where a job is in its life. */
    public enum State {
        UPLOADING,
        QUEUED,
        RUNNING,
        DONE,
        FAILED,
        CANCELLED;

        /** The state's word in JSON and in the database. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Whether nothing more will happen. */
        public boolean isFinal() {
            return this == DONE || this == FAILED || this == CANCELLED;
        }
    }

    static Job read(ResultSet row) throws SQLException {
        return new Job(
                row.getObject("id", UUID.class),
                row.getString("kind"),
                State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                row.getString("object_name"),
                Json.readObject(row.getString("parameters")),
                row.getObject("created_by", UUID.class),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                instant(row, "started_at"),
                instant(row, "finished_at"),
                row.getLong("processed"),
                row.getLong("created"),
                row.getLong("updated"),
                row.getLong("deleted"),
                row.getLong("refused"),
                row.getObject("total", Long.class),
                row.getBoolean("cancel_requested"),
                row.getString("error"),
                row.getInt("attempts"),
                instant(row, "next_attempt_at"),
                row.getBoolean("retryable"));
    }

    /** Whether it has ended and left changes that can be undone. */
    public boolean isUndoable() {
        return Cause.JOBS.contains(kind)
                && state.isFinal()
                && !parameters.path("dryRun").booleanValue()
                && created + updated + deleted > 0;
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime moment = row.getObject(column, OffsetDateTime.class);
        return moment == null ? null : moment.toInstant();
    }

    public ObjectNode toJson() {
        ObjectNode out =
                Json.object()
                        .put("id", id.toString())
                        .put("kind", kind)
                        .put("state", state.word())
                        .put("object", object);
        out.set("parameters", parameters);
        out.put("processed", processed)
                .put("created", created)
                .put("updated", updated)
                .put("deleted", deleted)
                .put("refused", refused);
        out.put("total", total).put("cancelRequested", cancelRequested).put("error", error);
        out.put("attempts", attempts)
                .put("nextAttemptAt", nextAttemptAt == null ? null : nextAttemptAt.toString())
                .put("retryable", retryable)
                .put("undoable", isUndoable());
        out.put("createdBy", createdBy.toString()).put("createdAt", createdAt.toString());
        out.put("startedAt", startedAt == null ? null : startedAt.toString());
        return out.put("finishedAt", finishedAt == null ? null : finishedAt.toString());
    }
}
