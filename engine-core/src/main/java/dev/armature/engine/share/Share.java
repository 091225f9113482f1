package dev.armature.engine.share;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.json.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * That a record is shared with somebody.
 *
 * @param user with whom, or null for a group
 * @param group the name of the group, or null for a user
 * @param name what they are called
 * @param writes whether they may change it
 * @param expiresAt until when, or null for good
 */
public record Share(
        UUID id,
        @Nullable UUID user,
        @Nullable String group,
        String name,
        boolean writes,
        @Nullable Instant expiresAt,
        UUID createdBy,
        Instant createdAt) {

    /** Begins a query of {@code record_share s} with the users and groups. */
    static final String SELECT =
            "select s.id, s.user_id, g.name as group_name, coalesce(u.name, g.label) as name, s.writes, s.expires_at, s.created_by, s.created_at"
                    + " from record_share s"
                    + " left join user_account u on u.tenant_id = s.tenant_id and u.id = s.user_id"
                    + " left join user_group g on g.tenant_id = s.tenant_id and g.id = s.group_id";

    static Share read(ResultSet row) throws SQLException {
        OffsetDateTime expires = row.getObject("expires_at", OffsetDateTime.class);
        return new Share(
                row.getObject("id", UUID.class),
                row.getObject("user_id", UUID.class),
                row.getString("group_name"),
                row.getString("name"),
                row.getBoolean("writes"),
                expires == null ? null : expires.toInstant(),
                row.getObject("created_by", UUID.class),
                row.getObject("created_at", OffsetDateTime.class).toInstant());
    }

    public ObjectNode toJson() {
        return Json.object()
                .put("id", id.toString())
                .put("user", user == null ? null : user.toString())
                .put("group", group)
                .put("name", name)
                .put("access", writes ? "write" : "read")
                .put("expiresAt", expiresAt == null ? null : expiresAt.toString())
                .put("createdBy", createdBy.toString())
                .put("createdAt", createdAt.toString());
    }
}
