package dev.armature.engine.webhook;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.live.Change;
import dev.armature.engine.live.ChangeTeller;
import dev.armature.engine.live.Position;
import dev.armature.engine.sql.Sql;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.model.TenantModel;
import dev.armature.metadata.tenant.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An event that a webhook is told of.
 *
 * @param change null for a ping
 * @param attempts how often it has been tried, an attempt under way included
 * @param status what was answered last, or null
 * @param error why the last attempt failed, or why nothing was told, or null
 * @param answer the beginning of what was answered last, or null
 */
public record Delivery(
        UUID id,
        @Nullable Change change,
        String operation,
        String state,
        int attempts,
        @Nullable Integer status,
        @Nullable Integer millis,
        @Nullable String error,
        @Nullable String answer,
        Instant createdAt,
        Instant nextAttemptAt,
        @Nullable Instant endedAt) {

    static final String PING = "ping";

    static final String COLUMNS =
            "d.id, d.tenant_id, d.object_id, d.record_id, d.version, d.operation, d.event_id, d.transaction_id::text, d.event_at, d.state, d.attempts, d.status, d.millis, d.error, d.answer, d.created_at, d.next_attempt_at, d.ended_at";

    /** The condition that rows seen by {@code d} are a webhook's. */
    static Sql of(TenantId tenant, UUID webhook) {
        return Sql.of(
                "d.tenant_id = ",
                Sql.number(tenant.value()),
                " and d.webhook_id = ",
                Sql.value(webhook, ColumnType.UUID));
    }

    static Delivery read(ResultSet row) throws SQLException {
        return new Delivery(
                row.getObject("id", UUID.class),
                change(row),
                row.getString("operation"),
                row.getString("state"),
                row.getInt("attempts"),
                row.getObject("status", Integer.class),
                row.getObject("millis", Integer.class),
                row.getString("error"),
                row.getString("answer"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getObject("next_attempt_at", OffsetDateTime.class).toInstant(),
                Webhook.moment(row, "ended_at"));
    }

    private static @Nullable Change change(ResultSet row) throws SQLException {
        String transaction = row.getString("transaction_id");
        return transaction == null
                ? null
                : new Change(
                        new Position(Long.parseUnsignedLong(transaction), row.getLong("event_id")),
                        new TenantId(row.getInt("tenant_id")),
                        row.getInt("object_id"),
                        row.getObject("record_id", UUID.class),
                        row.getInt("version"),
                        Change.Deed.of(row.getString("operation")),
                        row.getObject("event_at", OffsetDateTime.class).toInstant());
    }

    /** The id under which its receiver knows it, the same each time. */
    String messageId(ChangeTeller teller) {
        return change == null ? id.toString() : teller.id(change);
    }

    ObjectNode toJson(TenantModel model, ChangeTeller teller) {
        ObjectModel object = change == null ? null : model.object(change.objectId());
        return Json.object()
                .put("id", id.toString())
                .put("messageId", messageId(teller))
                .put("operation", operation)
                .put("object", object == null ? null : object.name())
                .put("record", change == null ? null : change.recordId().toString())
                .put("version", change == null ? null : Integer.valueOf(change.version()))
                .put("state", state)
                .put("attempts", attempts)
                .put("status", status)
                .put("millis", millis)
                .put("error", error)
                .put("answer", answer)
                .put("createdAt", createdAt.toString())
                .put("nextAttemptAt", state.equals("pending") ? nextAttemptAt.toString() : null)
                .put("endedAt", Webhook.text(endedAt));
    }
}
