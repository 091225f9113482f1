package dev.armature.engine.identity;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.json.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Some of a tenant's users.
 *
 * @param parent the name of the group above, in which its members are too; null for none
 */
public record Group(
        UUID id,
        int version,
        String name,
        String label,
        @Nullable String parent,
        List<UUID> members,
        Instant createdAt,
        Instant updatedAt) {

    /** Columns of a query of {@code user_group g}. */
    static final String COLUMNS =
            "g.id, g.version, g.name, g.label, g.created_at, g.updated_at,"
                    + " (select p.name from user_group p where p.tenant_id = g.tenant_id and p.id = g.parent_id) as parent,"
                    + " array(select m.user_id from group_member m where m.tenant_id = g.tenant_id and m.group_id = g.id order by m.user_id) as members";

    static Group read(ResultSet row) throws SQLException {
        return new Group(
                row.getObject("id", UUID.class),
                row.getInt("version"),
                row.getString("name"),
                row.getString("label"),
                row.getString("parent"),
                List.of((UUID[]) row.getArray("members").getArray()),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getObject("updated_at", OffsetDateTime.class).toInstant());
    }

    public ObjectNode toJson() {
        ObjectNode out =
                Json.object()
                        .put("id", id.toString())
                        .put("name", name)
                        .put("label", label)
                        .put("parent", parent);
        ArrayNode users = out.putArray("members");
        members.forEach(member -> users.add(member.toString()));
        return out.put("createdAt", createdAt.toString())
                .put("updatedAt", updatedAt.toString())
                .put("version", version);
    }
}
