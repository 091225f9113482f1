package dev.armature.engine.storage;

import dev.armature.engine.sql.Sql;
import dev.armature.metadata.database.DatabaseAddress;
import dev.armature.metadata.database.DatabaseException;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.tenant.TenantId;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The database as its owner, who alone makes and changes tables. Requests never come here.
 * Connections are opened when they are needed, which is seldom. Thread-safe.
 */
final class OwnerDatabase {

    // Beside the key of metadata changes; see begin_write.
    private static final int LOCK = 0x41524d54;

    private final DatabaseAddress owner;

    OwnerDatabase(DatabaseAddress owner) {
        this.owner = owner;
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

    /** Runs work whose statements are transactions of their own. */
    <T> T run(Work<T> work) {
        try (Connection connection =
                DriverManager.getConnection(owner.jdbcUrl(), owner.properties())) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("set search_path = armature");
            }
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
        return run(connection -> {
            boolean locked = lock(connection, objectId);
            if (locked) {
                setTenant(connection, tenant);
                task.run(connection);
                unlock(connection, objectId);
            }
            return locked;
        });
    }

    private static boolean lock(Connection connection, int objectId) {
        return Sql.of(
                        "select pg_try_advisory_lock(",
                        Sql.number(LOCK),
                        ", ",
                        Sql.number(objectId),
                        ")")
                .first(connection, row -> row.getBoolean(1))
                .orElseThrow();
    }

    // Closing the connection would do it too, but some time later, and the next may come at once.
    private static void unlock(Connection connection, int objectId) {
        Sql.of("select pg_advisory_unlock(", Sql.number(LOCK), ", ", Sql.number(objectId), ")")
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
