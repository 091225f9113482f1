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

    // Roles and databases outlive a run of the tests.
    private final String own = "t" + Long.toString(System.currentTimeMillis(), 36);

    private void execute(String sql) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(superuser.jdbcUrl(), superuser.properties());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void anOwnerThatIsNoSuperuserStartsAgainAndAgain() throws SQLException {
        execute("create role " + own + "_owner login createrole password 'p'");
        execute("create database " + own + "_db owner " + own + "_owner");
        DatabaseAddress owner = superuser.withDatabase(own + "_db").as(own + "_owner", "p");

        DatabaseAddress first = Databases.prepare(owner);
        DatabaseAddress second = Databases.prepare(owner);

        assertThat(second).isEqualTo(first);
        Databases.open(second, 1).close();
    }

    @Test
    void aRoleThatCouldPassRowSecurityIsNotServedWith() throws SQLException {
        execute("create database " + own + "_open");
        DatabaseAddress owner = superuser.withDatabase(own + "_open");
        Databases.prepare(owner);
        execute("alter role " + own + "_open_app bypassrls");

        assertThatThrownBy(() -> Databases.prepare(owner))
                .isInstanceOf(StartupException.class)
                .hasMessageContaining(own + "_open_app")
                .hasMessageContaining("bypassrls");
    }
}
