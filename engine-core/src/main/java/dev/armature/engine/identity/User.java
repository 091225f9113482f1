package dev.armature.engine.identity;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.access.Role;
import dev.armature.metadata.json.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A person of one tenant. */
public record User(
        UUID id,
        int version,
        String email,
        String name,
        Role role,
        boolean active,
        @Nullable String locale,
        Instant createdAt,
        Instant updatedAt) {

    static final String COLUMNS =
            "id, version, email, name, role, active, locale, created_at, updated_at";

    static User read(ResultSet row) throws SQLException {
        return new User(
                row.getObject("id", UUID.class),
                row.getInt("version"),
                row.getString("email"),
                row.getString("name"),
                Role.of(row.getString("role")),
                row.getBoolean("active"),
                row.getString("locale"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getObject("updated_at", OffsetDateTime.class).toInstant());
    }

    public ObjectNode toJson() {
        ObjectNode out =
                Json.object().put("id", id.toString()).put("email", email).put("name", name);
        out.putArray("roles").add(role.word());
        return out.put("active", active)
                .put("locale", locale)
                .put("createdAt", createdAt.toString())
                .put("updatedAt", updatedAt.toString())
                .put("version", version);
    }
}
