package dev.armature.engine.sql;

import com.zaxxer.hikari.HikariDataSource;
import dev.armature.metadata.database.DatabaseAddress;
import dev.armature.metadata.database.DatabaseException;
import dev.armature.metadata.database.Databases;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.WeakHashMap;
import org.postgresql.PGConnection;

/**
 * Connections to the common home that read single records of tables of tenants' own, and do nothing
 * else. Each stays the tenant's role that it became last, so that the next read of that tenant is
 * one statement. Where the role is mistaken, PostgreSQL refuses the table. Thread-safe.
 */
public final class KeyReaders implements AutoCloseable {

    /** The most of them; who needs one more waits. */
    public static final int MOST = 10;

    private final HikariDataSource pool;

    /** What connections are for sure, those of them that are not in use. */
    private final Map<PGConnection, String> roles =
            Collections.synchronizedMap(new WeakHashMap<>());

    /**
     * Opens none before it is needed.
     *
     * @param application the database as the application's role
     */
    public KeyReaders(DatabaseAddress application) {
        this(application, MOST);
    }

    /** The same with another number of connections, for tests. */
    public KeyReaders(DatabaseAddress application, int most) {
        pool = Databases.openFew(application, most);
    }

    /** Runs a query that names a table of a tenant's own, as that tenant's role. */
    void read(Sql query, Queries.Rows rows) {
        String role = Objects.requireNonNull(query.role());
        try (Connection connection = pool.getConnection()) {
            PGConnection session = connection.unwrap(PGConnection.class);
            // After a failure nobody knows what it is: it is told again.
            boolean became = role.equals(roles.remove(session));
            Flush.runAs(connection, role, became, query, Queries.reading(List.of(rows)));
            roles.put(session, role);
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
