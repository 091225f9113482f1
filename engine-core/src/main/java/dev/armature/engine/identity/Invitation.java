package dev.armature.engine.identity;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.json.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An invitation to become a user of a tenant. */
public record Invitation(
        UUID id,
        String email,
        List<String> roles,
        @Nullable String locale,
        UUID invitedBy,
        Instant createdAt,
        Instant expiresAt,
        State state) {

    static final String COLUMNS =
            "id, email, roles, locale, invited_by, created_at, expires_at, accepted_at, revoked_at";

    /** What became of it. */
    public enum State {
        PENDING,
        EXPIRED,
        ACCEPTED,
        REVOKED
    }

    static Invitation read(ResultSet row, Instant now) throws SQLException {
        Instant expires = row.getObject("expires_at", OffsetDateTime.class).toInstant();
        State state =
                row.getObject("accepted_at") != null
                        ? State.ACCEPTED
                        : row.getObject("revoked_at") != null
                                ? State.REVOKED
                                : now.isBefore(expires) ? State.PENDING : State.EXPIRED;
        return new Invitation(
                row.getObject("id", UUID.class),
                row.getString("email"),
                User.roles(row.getArray("roles")),
                row.getString("locale"),
                row.getObject("invited_by", UUID.class),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                expires,
                state);
    }

    /** As administrators see it. */
    public ObjectNode toJson() {
        ObjectNode json = Json.object().put("id", id.toString()).put("email", email);
        roles.forEach(json.putArray("roles")::add);
        return json.put("locale", locale)
                .put("state", state.name().toLowerCase(Locale.ROOT))
                .put("invitedBy", invitedBy.toString())
                .put("createdAt", createdAt.toString())
                .put("expiresAt", expiresAt.toString());
    }
}
