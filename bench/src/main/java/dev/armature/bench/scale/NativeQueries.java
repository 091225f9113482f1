package dev.armature.bench.scale;

import dev.armature.metadata.database.DatabaseAddress;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Queries on the hand-written service's tables, explained. */
final class NativeQueries implements AutoCloseable {

    private final Connection connection;

    NativeQueries(DatabaseAddress owner) throws SQLException {
        connection = DriverManager.getConnection(owner.jdbcUrl(), owner.properties());
    }

    Plan explain(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("explain (analyze, buffers, format json) " + sql)) {
            row.next();
            return Plan.read(row.getString(1));
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
