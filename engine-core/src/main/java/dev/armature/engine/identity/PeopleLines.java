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
 * with their members, and what an identity provider calls both. Neither passwords nor anything else
 * that lets somebody in is among it, nor what users are elsewhere.
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
        scanProvisioned(connection, tenant, consumer);
    }

    /** What an identity provider calls them. */
    private static void scanProvisioned(
            Connection connection, TenantId tenant, Consumer<ObjectNode> consumer) {
        Sql number = Sql.number(tenant.value());
        scan(
                connection,
                Sql.of(
                        "select user_id::text, external_id, user_name, kept from provisioned_user where deleted_at is null and tenant_id = ",
                        number,
                        " order by user_id"),
                row -> {
                    ObjectNode json =
                            Json.object()
                                    .put("user", row.getString(1))
                                    .put("externalId", row.getString(2))
                                    .put("userName", row.getString(3));
                    json.set("kept", Json.read(row.getString(4)));
                    return kind("provisionedUser", json);
                },
                consumer);
        scan(
                connection,
                Sql.of(
                        "select group_id::text, external_id from provisioned_group where tenant_id = ",
                        number,
                        " order by group_id"),
                row ->
                        kind(
                                "provisionedGroup",
                                Json.object()
                                        .put("group", row.getString(1))
                                        .put("externalId", row.getString(2))),
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
