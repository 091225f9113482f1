package dev.armature.engine.move;

import dev.armature.engine.sql.Sql;
import dev.armature.metadata.database.DatabaseException;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.home.Home;
import dev.armature.metadata.tenant.TenantId;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which home each tenant has, as the directory tells the owner of the common home.
 *
 * @param home the number of the home
 * @param schema the name of its schema, of one that is a schema of the installation's database
 */
public record Whereabouts(
        TenantId tenant, UUID uid, String slug, int home, @Nullable String schema) {

    private static final String COLUMNS =
            "select t.tenant_id, t.uid, t.slug, t.home_id, case when h.kind = 'schema' then h.schema_name end from tenant t left join home h on h.id = t.home_id";

    /** Those of all tenants, in the order of their addresses. */
    public static List<Whereabouts> all(Home common) {
        return as(
                common,
                connection ->
                        Sql.raw(COLUMNS + " order by t.slug").all(connection, Whereabouts::read));
    }

    public static Optional<Whereabouts> find(Home common, String slug) {
        return as(
                common,
                connection ->
                        Sql.of(COLUMNS, " where t.slug = ", Sql.value(slug, ColumnType.TEXT))
                                .first(connection, Whereabouts::read));
    }

    /** The number of the home that the tenant had before it was moved last. */
    public Optional<Integer> before(Home common) {
        return as(
                common,
                connection ->
                        Sql.of(
                                        "select from_home from home_move where tenant_uid = ",
                                        Sql.value(uid, ColumnType.UUID),
                                        " order by id desc limit 1")
                                .first(connection, row -> row.getInt(1)));
    }

    private static Whereabouts read(ResultSet row) throws SQLException {
        return new Whereabouts(
                new TenantId(row.getInt(1)),
                row.getObject(2, UUID.class),
                row.getString(3),
                row.getInt(4),
                row.getString(5));
    }

    /** In words. */
    public String words() {
        if (home == Home.COMMON) {
            return "common";
        }
        return schema == null
                ? "home %d, another database".formatted(home)
                : "home %d, the schema %s".formatted(home, schema);
    }

    private static <T> T as(Home common, Function<Connection, T> work) {
        try (Connection connection =
                DriverManager.getConnection(
                        common.owner().jdbcUrl(), common.owner().properties())) {
            return work.apply(connection);
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }
}
