package dev.armature.engine.webhook;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.model.TenantModel;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An address that is told of changes.
 *
 * @param maker whose rights decide what it is told: who has said last what and where to
 * @param sealed its secrets
 * @param beforeUntil until when the secret before the present one signs as well, or null
 * @param failingSince since when nothing has been taken, or null
 * @param stopped why the platform has switched it off, or null
 */
public record Webhook(
        UUID id,
        WebhookDraft draft,
        UUID maker,
        @Nullable String makerName,
        String sealed,
        @Nullable Instant beforeUntil,
        @Nullable Instant failingSince,
        @Nullable String stopped,
        Instant createdAt) {

    static final String COLUMNS =
            "w.id, w.name, w.url, w.active, w.objects, w.operations, w.filter, w.maker, (select u.name from user_account u where u.tenant_id = w.tenant_id and u.id = w.maker) as maker_name, w.sealed, case when w.before_until > now() then w.before_until end as before_until, w.failing_since, w.off_reason, w.created_at";

    static Webhook read(ResultSet row) throws SQLException {
        return new Webhook(
                row.getObject("id", UUID.class),
                WebhookDraft.read(row),
                row.getObject("maker", UUID.class),
                row.getString("maker_name"),
                row.getString("sealed"),
                moment(row, "before_until"),
                moment(row, "failing_since"),
                row.getString("off_reason"),
                row.getObject("created_at", OffsetDateTime.class).toInstant());
    }

    static @Nullable Instant moment(ResultSet row, String column) throws SQLException {
        OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }

    static @Nullable String text(@Nullable Instant at) {
        return at == null ? null : at.toString();
    }

    /** As administrators see it: without its secrets. */
    public ObjectNode toJson(TenantModel model) {
        ObjectNode json = Json.object().put("id", id.toString());
        json.setAll(draft.toJson(model));
        json.putObject("maker").put("id", maker.toString()).put("name", makerName);
        return json.put("previousSecretUntil", text(beforeUntil))
                .put("failingSince", text(failingSince))
                .put("stopped", stopped)
                .put("createdAt", createdAt.toString());
    }
}
