package dev.armature.testing;

import dev.armature.metadata.database.DatabaseAddress;
import dev.armature.metadata.database.DatabaseException;
import dev.armature.metadata.database.Databases;
import dev.armature.metadata.database.EmbeddedPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One PostgreSQL for all tests that a process runs, started when first needed, with a migrated
 * database that each test class gets a copy of. Processes that run a module's tests side by side
 * have one each.
 */
public final class TestPostgres {

    private static final String FORK = System.getProperty("armature.testFork", "1");

    /** The schema of a home that is in each database, where tests are run in one. */
    private static final String HOME_SCHEMA = "armature_other";

    private static final TestPostgres INSTANCE = new TestPostgres();

    private final EmbeddedPostgres server;
    private final DatabaseAddress template;
    private final DatabaseAddress templateApplication;
    private final AtomicInteger databases = new AtomicInteger();

    private TestPostgres() {
        server =
                EmbeddedPostgres.start(
                        Path.of("target", "test-postgres-" + FORK),
                        EmbeddedPostgres.Durability.NONE);
        Runtime.getRuntime().addShutdownHook(new Thread(server::close));
        Databases.execute(maintenance(), "drop database if exists armature_template with (force)");
        Databases.execute(maintenance(), "create database armature_template");
        template = server.owner().withDatabase("armature_template");
        templateApplication = prepare(template).application();
    }

    /**
     * Makes the platform's tables, and those of the home where tests are run in one, in a database.
     */
    public static Database prepare(DatabaseAddress owner) {
        if (TestHome.KIND == TestHome.SCHEMA) {
            Databases.prepare(owner, HOME_SCHEMA);
        }
        return new Database(owner, Databases.prepare(owner));
    }

    /**
     * A database of one test class, by the tables of one schema: statements that name no schema
     * find the same tables as the platform does.
     */
    public record Database(DatabaseAddress owner, DatabaseAddress application) {

        /** A connection as the owner, whom no wall holds. */
        public Connection connect() {
            return connect(owner);
        }

        /** A connection as the application has it. */
        public Connection connectAsApplication() {
            return connect(application);
        }

        private static Connection connect(DatabaseAddress address) {
            try {
                return DriverManager.getConnection(address.jdbcUrl(), address.properties());
            } catch (SQLException e) {
                throw new DatabaseException(e);
            }
        }

        /**
         * The first column of what the owner gets for statements, of which the last may be a query.
         */
        public List<String> rows(String sql) {
            return rows(connect(), sql);
        }

        /** The same as the application. */
        public List<String> rowsAsApplication(String sql) {
            return rows(connectAsApplication(), sql);
        }

        private static List<String> rows(Connection opened, String sql) {
            List<String> rows = new ArrayList<>();
            try (Connection connection = opened;
                    Statement statement = connection.createStatement()) {
                boolean result = statement.execute(sql);
                while (!result && statement.getUpdateCount() != -1) {
                    result = statement.getMoreResults();
                }
                if (result) {
                    try (ResultSet row = statement.getResultSet()) {
                        while (row.next()) {
                            rows.add(row.getString(1));
                        }
                    }
                }
            } catch (SQLException e) {
                throw new DatabaseException(e);
            }
            return rows;
        }

        /** How many rows a statement of the owner changes. */
        public int update(String sql) {
            try (Connection connection = connect();
                    Statement statement = connection.createStatement()) {
                return statement.executeUpdate(sql);
            } catch (SQLException e) {
                throw new DatabaseException(e);
            }
        }
    }

    /** A fresh, migrated database. */
    public static Database create() {
        return INSTANCE.copy();
    }

    /** A fresh home of the kind that tenants live in here. */
    public static Database home() {
        return TestHome.KIND == TestHome.SCHEMA ? schemaOf(create()) : create();
    }

    /** A database that has nothing in it, as its owner. */
    public static DatabaseAddress empty() {
        return INSTANCE.bare("empty_");
    }

    private DatabaseAddress bare(String prefix) {
        String name = prefix + databases.incrementAndGet();
        Databases.execute(maintenance(), "drop database if exists " + name + " with (force)");
        Databases.execute(maintenance(), "create database " + name);
        return template.withDatabase(name);
    }

    /** A database that was installed under its own name, for what starts on it a second time. */
    public static Database installed() {
        return INSTANCE.install();
    }

    /** Another schema of a database that {@link #create} has made. */
    static Database schemaOf(Database database) {
        return new Database(
                database.owner.withSchema(HOME_SCHEMA),
                database.application.withSchema(HOME_SCHEMA));
    }

    private Database install() {
        return prepare(bare("installed_"));
    }

    private Database copy() {
        String name = "test_" + databases.incrementAndGet();
        Databases.execute(maintenance(), "drop database if exists " + name + " with (force)");
        Databases.execute(maintenance(), "create database " + name + " template armature_template");
        return new Database(template.withDatabase(name), templateApplication.withDatabase(name));
    }

    private DatabaseAddress maintenance() {
        return server.owner().withDatabase("postgres");
    }
}
