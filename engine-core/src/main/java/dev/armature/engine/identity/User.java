package dev.armature.engine.identity;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.json.Json;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A person of one tenant.
 *
 * @param emailVerified whether they have shown that mail to the address reaches them
 * @param manager to whom they report, or null
 * @param groups the names of the groups that they are in, without those above
 * @param attributes lists of values that conditions on records may ask
 */
public record User(
        UUID id,
        int version,
        String email,
        String name,
        List<String> roles,
        boolean active,
        @Nullable String locale,
        boolean emailVerified,
        Instant createdAt,
        Instant updatedAt,
        @Nullable UUID manager,
        List<String> groups,
        Map<String, List<String>> attributes) {

    static final String COLUMNS =
            "id, version, email, name, roles, active, locale, email_verified, created_at, updated_at, manager_id, attributes,"
                    + " array(select g.name from group_member m join user_group g on g.tenant_id = m.tenant_id and g.id = m.group_id"
                    + " where m.tenant_id = user_account.tenant_id and m.user_id = user_account.id order by g.name) as groups";

    static User read(ResultSet row) throws SQLException {
        return new User(
                row.getObject("id", UUID.class),
                row.getInt("version"),
                row.getString("email"),
                row.getString("name"),
                roles(row.getArray("roles")),
                row.getBoolean("active"),
                row.getString("locale"),
                row.getBoolean("email_verified"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getObject("updated_at", OffsetDateTime.class).toInstant(),
                row.getObject("manager_id", UUID.class),
                roles(row.getArray("groups")),
                Standings.attributes(row.getString("attributes")));
    }

    /** The names of roles or groups as the database has them. */
    static List<String> roles(Array column) throws SQLException {
        return List.of((String[]) column.getArray());
    }

    public ObjectNode toJson() {
        ObjectNode out =
                Json.object().put("id", id.toString()).put("email", email).put("name", name);
        roles.forEach(out.putArray("roles")::add);
        groups.forEach(out.putArray("groups")::add);
        out.put("manager", manager == null ? null : manager.toString());
        ObjectNode lists = out.putObject("attributes");
        attributes.forEach((list, values) -> values.forEach(lists.putArray(list)::add));
        return out.put("active", active)
                .put("locale", locale)
                .put("emailVerified", emailVerified)
                .put("createdAt", createdAt.toString())
                .put("updatedAt", updatedAt.toString())
                .put("version", version);
    }
}
