package dev.armature.engine.move;

import dev.armature.metadata.database.DatabaseAddress;
import dev.armature.metadata.database.DatabaseException;
import dev.armature.metadata.home.Home;
import dev.armature.metadata.tenant.TenantId;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/**
 * One of the two homes between which a tenant is moved, entered as its owner for that tenant. No
 * trigger fires by what is written here: what is copied has had its effects.
 */
final class Side implements AutoCloseable {

    private static final String NOT_PRIVILEGED = "42501";

    private final Home home;
    private final Connection connection;

    private Side(Home home, Connection connection) {
        this.home = home;
        this.connection = connection;
    }

    /** Makes a value of a row. */
    @FunctionalInterface
    interface Reader<T> {
        T read(ResultSet row) throws SQLException;
    }

    /**
     * Enters a home; each statement is a transaction of its own at first.
     *
     * @throws MoveFailed when its owner may not do what a move takes
     */
    static Side open(Home home, TenantId tenant) {
        DatabaseAddress owner = home.owner();
        try {
            Connection connection =
                    DriverManager.getConnection(owner.jdbcUrl(), owner.properties());
            Side side = new Side(home, connection);
            try {
                side.settle(tenant);
            } catch (DatabaseException e) {
                connection.close();
                throw e.state().equals(NOT_PRIVILEGED) ? notPrivileged(owner, e) : e;
            }
            return side;
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }

    private static MoveFailed notPrivileged(DatabaseAddress owner, DatabaseException e) {
        return new MoveFailed(
                "The role %s may not write without setting off triggers, which a move takes in %s; as a superuser: grant set on parameter session_replication_role to %s"
                        .formatted(owner.user(), owner.database(), owner.user()),
                e);
    }

    // Values are compared as texts, so both sides have to write them alike.
    private void settle(TenantId tenant) {
        execute(
                """
                set session_replication_role = replica;
                set search_path = %s, pg_temp;
                set timezone = 'UTC';
                set datestyle = 'ISO';
                set intervalstyle = 'postgres';
                set bytea_output = 'hex';
                set statement_timeout = 0;
                set client_min_messages = warning;
                select set_config('app.tenant', '%d', false)
                """
                        .formatted(home.schema(), tenant.value()));
    }

    Home home() {
        return home;
    }

    /** What a name stands for in statements. */
    static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    /** Runs statements that the program holds itself. */
    int execute(String statements) {
        try (Statement statement = connection.createStatement()) {
            statement.execute(statements);
            return Math.max(0, statement.getUpdateCount());
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }

    <T> List<T> all(String query, Reader<T> reader) {
        List<T> all = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            while (row.next()) {
                all.add(reader.read(row));
            }
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
        return all;
    }

    <T> T one(String query, Reader<T> reader) {
        return all(query, reader).getFirst();
    }

    /** What is done with the connection. */
    @FunctionalInterface
    interface Task {
        void run(Connection connection) throws SQLException;
    }

    void with(Task task) {
        try {
            task.run(connection);
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }

    /** Begins a transaction; it ends with {@link #commit} or {@link #rollback}. */
    void begin(String mode) {
        autoCommit(false);
        execute("set transaction isolation level " + mode);
    }

    void commit() {
        try {
            connection.commit();
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
        autoCommit(true);
    }

    /** Takes back what was begun, if anything was. */
    void rollback() {
        try {
            if (!connection.getAutoCommit()) {
                connection.rollback();
            }
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
        autoCommit(true);
    }

    private void autoCommit(boolean on) {
        try {
            connection.setAutoCommit(on);
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }

    CopyManager copies() throws SQLException {
        return connection.unwrap(PGConnection.class).getCopyAPI();
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }
}
