package dev.armature.engine.identity;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.json.Json;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A person of one tenant. */
public record User(
        UUID id,
        int version,
        String email,
        String name,
        List<String> roles,
        boolean active,
        @Nullable String locale,
        Instant createdAt,
        Instant updatedAt) {

    static final String COLUMNS =
            "id, version, email, name, roles, active, locale, created_at, updated_at";

    static User read(ResultSet row) throws SQLException {
        return new User(
                row.getObject("id", UUID.class),
                row.getInt("version"),
                row.getString("email"),
                row.getString("name"),
                roles(row.getArray("roles")),
                row.getBoolean("active"),
                row.getString("locale"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getObject("updated_at", OffsetDateTime.class).toInstant());
    }

    /** The names of roles as the database has them. */
    static List<String> roles(Array column) throws SQLException {
        return List.of((String[]) column.getArray());
    }

    public ObjectNode toJson() {
        ObjectNode out =
                Json.object().put("id", id.toString()).put("email", email).put("name", name);
        roles.forEach(out.putArray("roles")::add);
        return out.put("active", active)
                .put("locale", locale)
                .put("createdAt", createdAt.toString())
                .put("updatedAt", updatedAt.toString())
                .put("version", version);
    }
}
