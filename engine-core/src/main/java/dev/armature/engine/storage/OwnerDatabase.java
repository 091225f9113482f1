package dev.armature.engine.storage;

import dev.armature.engine.sql.Sql;
import dev.armature.metadata.database.DatabaseAddress;
import dev.armature.metadata.database.DatabaseException;
import dev.armature.metadata.database.TenantSchemas;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.home.Home;
import dev.armature.metadata.home.HomeAddresses;
import dev.armature.metadata.tenant.TenantId;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * The databases of homes as their owners, who alone make and change tables. Requests never come
 * here. Connections are opened when they are needed, which is seldom. Thread-safe.
 */
final class OwnerDatabase {

    // Beside the key of metadata changes; see begin_write.
    private static final int LOCK = 0x41524d54;

    private final HomeAddresses homes;

    OwnerDatabase(HomeAddresses homes) {
        this.homes = homes;
    }

    /** Those that can be reached, the common one first. */
    List<Home> homes() {
        return homes.homes();
    }

    /** The tables of large objects of a tenant, as its home has them. */
    TableDdl ddl(TenantId tenant) {
        return new TableDdl(homes.homeOf(tenant).application().user());
    }

    /** What is done with a connection. */
    @FunctionalInterface
    interface Work<T> {
        T apply(Connection connection) throws SQLException;
    }

    /** What is done with a connection, for its effect. */
    @FunctionalInterface
    interface Task {
        void run(Connection connection) throws SQLException;
    }

    /** Runs work in a tenant's home, whose statements are transactions of their own. */
    <T> T run(TenantId tenant, Work<T> work) {
        return run(homes.homeOf(tenant), work);
    }

    /** The same in a home. */
    <T> T run(Home home, Work<T> work) {
        DatabaseAddress owner = home.owner();
        try (Connection connection =
                DriverManager.getConnection(owner.jdbcUrl(), owner.properties())) {
            execute(connection, "set search_path = " + home.schema());
            return work.apply(connection);
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }

    /**
     * Runs work on an object that nobody else works on meanwhile, on any node.
     *
     * @return false when somebody does; nothing is done then
     */
    boolean alone(TenantId tenant, int objectId, Task task) {
        return run(
                tenant,
                connection -> {
                    boolean locked = lock(connection, tenant, objectId);
                    if (locked) {
                        setTenant(connection, tenant);
                        task.run(connection);
                        unlock(connection, tenant, objectId);
                    }
                    return locked;
                });
    }

    private static boolean lock(Connection connection, TenantId tenant, int objectId) {
        return Sql.of("select pg_try_advisory_lock(", key(tenant, objectId), ")")
                .first(connection, row -> row.getBoolean(1))
                .orElseThrow();
    }

    // Homes number their objects each by itself, and some of them are in one database.
    private static Sql key(TenantId tenant, int objectId) {
        return Sql.of(
                "hashtextextended(",
                Sql.value(TenantSchemas.tables(tenant) + ".o" + objectId, ColumnType.TEXT),
                ", ",
                Sql.number(LOCK),
                "::bigint)");
    }

    // Closing the connection would do it too, but some time later, and the next may come at once.
    private static void unlock(Connection connection, TenantId tenant, int objectId) {
        Sql.of("select pg_advisory_unlock(", key(tenant, objectId), ")")
                .query(connection, rows -> {});
    }

    // Row security binds the owner too.
    private static void setTenant(Connection connection, TenantId tenant) {
        Sql.of(
                        "select set_config('app.tenant', ",
                        Sql.value(tenant.toString(), ColumnType.TEXT),
                        ", false)")
                .query(connection, rows -> {});
    }

    /** Executes one statement of definition. */
    static void execute(Connection connection, String statement) throws SQLException {
        try (Statement plain = connection.createStatement()) {
            plain.execute(statement);
        }
    }
}
