package dev.armature.engine.identity;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.json.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;

/** An account at a provider that a user comes in by. */
public record ExternalIdentity(
        UUID id, String issuer, String subject, Instant createdAt, Instant lastUsedAt) {

    static final String COLUMNS = "id, issuer, subject, created_at, used_at";

    static ExternalIdentity read(ResultSet row) throws SQLException {
        return new ExternalIdentity(
                row.getObject("id", UUID.class),
                row.getString("issuer"),
                row.getString("subject"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getObject("used_at", OffsetDateTime.class).toInstant());
    }

    /** As it is answered. */
    public ObjectNode toJson() {
        return Json.object()
                .put("id", id.toString())
                .put("issuer", issuer)
                .put("subject", subject)
                .put("createdAt", createdAt.toString())
                .put("lastUsedAt", lastUsedAt.toString());
    }
}
