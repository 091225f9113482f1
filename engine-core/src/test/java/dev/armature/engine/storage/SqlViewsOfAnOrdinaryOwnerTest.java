package dev.armature.engine.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.armature.metadata.database.DatabaseAddress;
import dev.armature.metadata.database.Databases;
import dev.armature.testing.TestPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The same where the owner of the database is an ordinary role that may make roles. */
class SqlViewsOfAnOrdinaryOwnerTest extends SqlViewsTest {

    private final DatabaseAddress anywhere = TestPostgres.create().owner();
    private final String name = "ordinary_" + UUID.randomUUID().toString().substring(0, 8);

    @Override
    TestPostgres.Database database() {
        Databases.execute(anywhere, "create role " + name + " login createrole password 'p'");
        Databases.execute(anywhere, "create database " + name + "_db owner " + name);
        return TestPostgres.prepare(anywhere.withDatabase(name + "_db").as(name, "p"));
    }

    @Override
    DatabaseAddress superuser() {
        return super.superuser().as(anywhere.user(), anywhere.password());
    }

    @Test
    void theOwnerPassesNoWallByItself() throws SQLException {
        DatabaseAddress owner = superuser().as(name, "p");
        try (Connection connection =
                        DriverManager.getConnection(owner.jdbcUrl(), owner.properties());
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                "select rolsuper or rolbypassrls from pg_roles where rolname = current_user")) {
            row.next();
            assertThat(row.getBoolean(1)).isFalse();
        }
    }
}
