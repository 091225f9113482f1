package dev.armature.metadata.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * Opens the platform's database: migrates it as its owner, then serves it as the application's
 * role.
 */
public final class Databases {

    private static final Duration POOL_WAIT = Duration.ofSeconds(5);
    private static final Duration IDLE = Duration.ofMinutes(1);
    private static final Pattern SCHEMA = Pattern.compile("[a-z][a-z0-9_]{0,62}");

    private Databases() {}

    /**
     * Brings the schema up to date and makes the role that the application connects as.
     *
     * @param owner a role that may create roles and owns, or may create, the platform's schema
     * @return the address for the application's role
     * @throws StartupException if the database cannot be reached or must not be used
     */
    public static DatabaseAddress prepare(DatabaseAddress owner) {
        return prepare(owner, owner.schema());
    }

    /**
     * The same for the tables of another schema of the database.
     *
     * @param schema small letters, digits and underscores
     * @return the address for the application's role, by that schema's tables
     */
    public static DatabaseAddress prepare(DatabaseAddress owner, String schema) {
        if (!SCHEMA.matcher(schema).matches()) {
            throw new IllegalArgumentException("no name of a schema: " + schema);
        }
        DatabaseAddress address = owner.withSchema(schema);
        try (Connection connection =
                DriverManager.getConnection(address.jdbcUrl(), address.properties())) {
            requireVersion(connection);
            AppRole role = AppRole.ensure(connection, owner.database(), schema);
            Migrations.run(connection, role.name(), schema);
            return address.as(role.name(), role.password());
        } catch (SQLException e) {
            throw new StartupException(
                    "The database " + owner + " cannot be used: " + firstLine(e), e);
        }
    }

    /**
     * A pool of connections for the application; refuses a role that could pass the tenants' wall.
     */
    public static HikariDataSource open(DatabaseAddress application, int maximumPoolSize) {
        return checked(pool(application, maximumPoolSize), application);
    }

    /**
     * The same, of few connections that are closed when nobody needs them for a while: for a
     * database that is one of many.
     */
    public static HikariDataSource openFew(DatabaseAddress application, int maximumPoolSize) {
        HikariConfig config = config(application, maximumPoolSize);
        config.setMinimumIdle(0);
        config.setIdleTimeout(IDLE.toMillis());
        return checked(new HikariDataSource(config), application);
    }

    private static HikariDataSource checked(HikariDataSource pool, DatabaseAddress application) {
        try (Connection connection = pool.getConnection()) {
            requireHarmless(connection, application);
        } catch (SQLException e) {
            pool.close();
            throw new StartupException(
                    "The database " + application + " cannot be used: " + firstLine(e), e);
        } catch (StartupException e) {
            pool.close();
            throw e;
        }
        return pool;
    }

    /** A pool without that check, for tests that take a wall down on purpose. */
    public static HikariDataSource pool(DatabaseAddress address, int maximumPoolSize) {
        return new HikariDataSource(config(address, maximumPoolSize));
    }

    private static HikariConfig config(DatabaseAddress address, int maximumPoolSize) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("armature");
        config.setJdbcUrl(address.jdbcUrl());
        config.setDataSourceProperties(address.properties());
        config.setMaximumPoolSize(maximumPoolSize);
        config.setMinimumIdle(Math.min(2, maximumPoolSize));
        config.setConnectionTimeout(POOL_WAIT.toMillis());
        config.setInitializationFailTimeout(Duration.ofSeconds(10).toMillis());
        return config;
    }

    private static void requireVersion(Connection connection) throws SQLException {
        int version = connection.getMetaData().getDatabaseMajorVersion();
        if (version < 18) {
            throw new StartupException(
                    "PostgreSQL 18 or newer is needed; the database is version " + version);
        }
    }

    private static void requireHarmless(Connection connection, DatabaseAddress address)
            throws SQLException {
        String sql =
                """
                select r.rolsuper or r.rolbypassrls
                    or exists (select from pg_class c join pg_namespace n on n.oid = c.relnamespace
                               where n.nspname = ? and pg_has_role(r.oid, c.relowner, 'member'))
                from pg_roles r
                where r.rolname = current_user
                """;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, address.schema());
            try (ResultSet result = statement.executeQuery()) {
                if (!result.next() || result.getBoolean(1)) {
                    throw new StartupException(
                            "The role "
                                    + address.user()
                                    + " owns tables or passes row security; the application must not connect as it");
                }
            }
        }
    }

    /** Runs statements as the owner; for tests and tools. */
    public static void execute(DatabaseAddress owner, String sql) {
        try (Connection connection =
                        DriverManager.getConnection(owner.jdbcUrl(), owner.properties());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new StartupException(
                    "The database " + owner + " refused a statement: " + firstLine(e), e);
        }
    }

    private static String firstLine(SQLException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("no reason given");
    }
}
