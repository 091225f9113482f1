package dev.armature.engine.identity;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.sql.Sql;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.tenant.TenantId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.function.Consumer;

/**
 * A tenant's people, for who takes everything out: users with their roles and groups, and groups
 * with their members. Neither passwords nor anything else that lets somebody in is among it, nor
 * what users are elsewhere.
 */
public final class PeopleLines {

    private static final int FETCHED = 500;

    private PeopleLines() {}

    /** Hands over each as it is answered, with what it is as {@code kind}. */
    public static void scan(Connection connection, TenantId tenant, Consumer<ObjectNode> consumer) {
        scan(
                connection,
                select(User.COLUMNS, "user_account", tenant),
                row -> kind("user", User.read(row).toJson()),
                consumer);
        scan(
                connection,
                select(Group.COLUMNS, "user_group g", tenant),
                row -> kind("group", Group.read(row).toJson()),
                consumer);
    }

    private static Sql select(String columns, String table, TenantId tenant) {
        return Sql.of(
                "select " + columns + " from " + table + " where tenant_id = ",
                Sql.number(tenant.value()),
                " order by id");
    }

    private static ObjectNode kind(String kind, ObjectNode json) {
        ObjectNode line = Json.object().put("kind", kind);
        line.setAll(json);
        return line;
    }

    private static void scan(
            Connection connection,
            Sql select,
            Sql.RowReader<ObjectNode> reader,
            Consumer<ObjectNode> consumer) {
        select.scan(connection, FETCHED, rows -> each(rows, reader, consumer));
    }

    private static void each(
            ResultSet rows, Sql.RowReader<ObjectNode> reader, Consumer<ObjectNode> consumer)
            throws SQLException {
        while (rows.next()) {
            consumer.accept(reader.read(rows));
        }
    }
}
