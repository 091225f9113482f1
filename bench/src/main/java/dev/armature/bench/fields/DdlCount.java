package dev.armature.bench.fields;

import dev.armature.bench.BenchException;
import dev.armature.metadata.database.DatabaseAddress;
import dev.armature.metadata.database.DatabaseException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Counts the statements that change a database's structure, whoever sends them and whether or not
 * they are committed.
 */
final class DdlCount implements AutoCloseable {

    // A sequence moves on for good, so that a statement counts also when it is rolled back.
    private static final String INSTALL =
            """
            create schema bench;
            create sequence bench.ddl;
            create function bench.count_ddl() returns event_trigger
                language plpgsql security definer as $$
                begin perform nextval('bench.ddl'); end $$;
            create event trigger bench_ddl on ddl_command_end execute function bench.count_ddl();
            """;

    private final Connection connection;

    private DdlCount(Connection connection) {
        this.connection = connection;
    }

    /** Begins to count, and sees to it that counting works. */
    static DdlCount install(DatabaseAddress owner) {
        try {
            DdlCount count =
                    new DdlCount(DriverManager.getConnection(owner.jdbcUrl(), owner.properties()));
            count.execute(INSTALL);
            long before = count.read();
            count.execute("create temporary table control (id int); drop table control");
            if (count.read() != before + 2) {
                throw new BenchException("Changes of the database's structure are not counted");
            }
            return count;
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** How many there were since the count was installed. */
    long read() {
        try (Statement statement = connection.createStatement();
                ResultSet result =
                        statement.executeQuery(
                                "select case when is_called then last_value else 0 end from bench.ddl")) {
            result.next();
            return result.getLong(1);
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
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
