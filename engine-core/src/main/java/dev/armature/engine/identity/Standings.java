package dev.armature.engine.identity;

import com.fasterxml.jackson.databind.JsonNode;
import dev.armature.engine.sql.Sql;
import dev.armature.metadata.expression.Standing;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.tenant.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Reads where users stand, along with the users: one statement, however high they stand. */
final class Standings {

    /** Columns of a query of {@code user_account u} that begins with {@link #with}. */
    static final String COLUMNS =
            "array(select g.name from above g order by g.name), array(select g.id from above g),"
                    + " array(select b.id from below b), u.attributes,"
                    + " (select coalesce(jsonb_object_agg(n.object_id, n.shares), '{}') from (select s.object_id, count(*) as shares"
                    + " from record_share s where s.tenant_id = u.tenant_id and s.grantee_id in (select u.id union all select g.id from above g)"
                    + " group by s.object_id) n)";

    private Standings() {}

    /**
     * The groups of a user and those above them, and all whom they manage: both end where they come
     * to what they have seen.
     *
     * @param user their id, in a row around the query
     */
    static Sql with(TenantId tenant, Sql user) {
        Sql number = Sql.number(tenant.value());
        return Sql.of(
                "with recursive above(id, name, parent_id) as (select g.id, g.name, g.parent_id from group_member m join user_group g on g.tenant_id = m.tenant_id and g.id = m.group_id where m.tenant_id = ",
                number,
                " and m.user_id = ",
                user,
                " union select g.id, g.name, g.parent_id from above a join user_group g on g.id = a.parent_id where g.tenant_id = ",
                number,
                "), below(id) as (select ",
                user,
                " union select r.id from below b join user_account r on r.manager_id = b.id where r.tenant_id = ",
                number,
                ") ");
    }

    /**
     * Reads {@link #COLUMNS}.
     *
     * @param first the number of the first of them in the row
     */
    static Standing read(ResultSet row, int first) throws SQLException {
        List<UUID> below = List.of((UUID[]) row.getArray(first + 2).getArray());
        return new Standing(
                List.of((String[]) row.getArray(first).getArray()),
                Set.copyOf(Arrays.asList((UUID[]) row.getArray(first + 1).getArray())),
                below.size() == 1 ? List.of() : below,
                attributes(row.getString(first + 3)),
                counts(row.getString(first + 4)));
    }

    private static Map<Integer, Integer> counts(String json) {
        Map<Integer, Integer> counts = new HashMap<>();
        Json.readObject(json)
                .properties()
                .forEach(entry ->
                        counts.put(Integer.valueOf(entry.getKey()), entry.getValue().intValue()));
        return counts;
    }

    /** Lists of texts by name. */
    static Map<String, List<String>> attributes(String json) {
        Map<String, List<String>> attributes = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : Json.readObject(json).properties()) {
            List<String> values = new ArrayList<>();
            entry.getValue().forEach(value -> values.add(value.textValue()));
            attributes.put(entry.getKey(), values);
        }
        return attributes;
    }
}
