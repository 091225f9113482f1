package dev.armature.engine.erasure;

import dev.armature.metadata.database.DatabaseAddress;
import dev.armature.metadata.database.DatabaseException;
import dev.armature.metadata.home.Home;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.function.Function;

/** Transactions of a home's owner, which what is erased and its proofs take. */
final class AsOwner {

    private AsOwner() {}

    static <T> T of(Home home, Function<Connection, T> work) {
        DatabaseAddress owner = home.owner();
        try (Connection connection =
                DriverManager.getConnection(owner.jdbcUrl(), owner.properties())) {
            connection.setAutoCommit(false);
            T result = work.apply(connection);
            connection.commit();
            return result;
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }
}
