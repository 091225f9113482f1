package dev.armature.metadata.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.armature.testing.TestPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

/** The role that serves requests, made by owners of different powers. */
class AppRoleTest {

    private final DatabaseAddress superuser = TestPostgres.create().owner();

    private void execute(String sql) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(superuser.jdbcUrl(), superuser.properties());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void anOwnerThatIsNoSuperuserStartsAgainAndAgain() throws SQLException {
        execute("create role plain_owner login createrole password 'p'");
        execute("create database plain_db owner plain_owner");
        DatabaseAddress owner = superuser.withDatabase("plain_db").as("plain_owner", "p");

        DatabaseAddress first = Databases.prepare(owner);
        DatabaseAddress second = Databases.prepare(owner);

        assertThat(second).isEqualTo(first);
        Databases.open(second, 1).close();
    }

    @Test
    void aRoleThatCouldPassRowSecurityIsNotServedWith() throws SQLException {
        execute("create database open_db");
        DatabaseAddress owner = superuser.withDatabase("open_db");
        Databases.prepare(owner);
        execute("alter role open_db_app bypassrls");

        assertThatThrownBy(() -> Databases.prepare(owner))
                .isInstanceOf(StartupException.class)
                .hasMessageContaining("open_db_app")
                .hasMessageContaining("bypassrls");
    }
}
