package dev.armature.metadata.store;

import com.fasterxml.jackson.databind.JsonNode;
import dev.armature.metadata.database.DatabaseException;
import dev.armature.metadata.definition.TenantDefinition;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.problem.Problem;
import dev.armature.metadata.tenant.TenantId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * Puts the metadata of an earlier version together: rows that have not been changed since, and of
 * the others what a later version put something else in the place of.
 */
final class PastDefinitions {

    private static final String VERSION =
            """
            select coalesce((select max(c.version) from metadata_change c where c.tenant_id = t.tenant_id and c.at <= ?), 0),
                t.metadata_kept_since, (select s.at from metadata_change s where s.tenant_id = t.tenant_id and s.version = t.metadata_kept_since)
            from tenant t where t.tenant_id = ?
            """;

    private static final String ROWS =
            """
            select p.kind, p.was::text
            from (
                select d.tenant_id, 'object' as kind, d.changed_in, null::bigint as replaced_in, to_jsonb(d) as was from object_definition d
                union all select d.tenant_id, 'field', d.changed_in, null, to_jsonb(d) from field_definition d
                union all select d.tenant_id, 'part', d.changed_in, null, to_jsonb(d) from part_definition d
                union all select r.tenant_id, r.kind, r.changed_in, r.replaced_in, r.was from metadata_replaced r
            ) p
            where p.tenant_id = ? and p.changed_in <= ? and (p.replaced_in is null or p.replaced_in > ?) and p.was->>'deleted_at' is null
            """;

    private PastDefinitions() {}

    static long versionAt(Connection connection, TenantId tenant, Instant moment) {
        try (PreparedStatement statement = connection.prepareStatement(VERSION)) {
            statement.setObject(1, moment.atOffset(ZoneOffset.UTC));
            statement.setInt(2, tenant.value());
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    throw new IllegalStateException("there is no tenant " + tenant);
                }
                long version = row.getLong(1);
                if (version < row.getLong(2)) {
                    throw tooEarly(row.getObject(3, OffsetDateTime.class));
                }
                return version;
            }
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }

    private static EngineException tooEarly(@Nullable OffsetDateTime since) {
        return EngineException.invalid(
                ErrorCode.INVALID_QUERY,
                new Problem(
                        "asOf",
                        "metadata_not_kept",
                        "The metadata of that moment is not kept%s; records of it are read with the metadata of now"
                                .formatted(
                                        since == null
                                                ? ""
                                                : ", it is from " + since.toInstant() + " on")));
    }

    static TenantDefinition load(Connection connection, TenantId tenant, long version) {
        DefinitionRows rows = new DefinitionRows(null);
        try (PreparedStatement statement = connection.prepareStatement(ROWS)) {
            statement.setInt(1, tenant.value());
            statement.setLong(2, version);
            statement.setLong(3, version);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    add(rows, row.getString(1), Json.read(row.getString(2)));
                }
            }
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
        return rows.definition().at(version);
    }

    private static void add(DefinitionRows rows, String kind, JsonNode was) {
        switch (kind) {
            case "object" -> rows.add(object(was));
            case "field" -> rows.add(field(was));
            default -> rows.add(part(was));
        }
    }

    // Where records are, and what jobs are doing to an object, is no part of what it was.
    private static ObjectRow object(JsonNode was) {
        return new ObjectRow(
                new RowKey(number(was, "tenant_id"), number(was, "id")),
                was.get("changed_in").longValue(),
                null,
                number(was, "next_field_id"),
                number(was, "position"),
                was.get("name").textValue(),
                plugin(was),
                definition(was),
                null,
                null,
                false);
    }

    private static FieldRow field(JsonNode was) {
        JsonNode target = was.path("target_object_id");
        return new FieldRow(
                new FieldKey(number(was, "tenant_id"), number(was, "object_id"), number(was, "id")),
                target.isNumber() ? target.intValue() : null,
                was.get("changed_in").longValue(),
                null,
                number(was, "position"),
                was.get("name").textValue(),
                plugin(was),
                definition(was));
    }

    private static PartRow part(JsonNode was) {
        return new PartRow(
                new RowKey(number(was, "tenant_id"), number(was, "id")),
                number(was, "object_id"),
                was.get("changed_in").longValue(),
                null,
                number(was, "position"),
                was.get("kind").textValue(),
                was.get("name").textValue(),
                plugin(was),
                definition(was));
    }

    private static int number(JsonNode was, String column) {
        return was.get(column).intValue();
    }

    private static @Nullable String plugin(JsonNode was) {
        return was.path("plugin").textValue();
    }

    private static String definition(JsonNode was) {
        return Json.write(was.get("definition"));
    }
}
