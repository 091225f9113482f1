package dev.armature.engine.sql;

import dev.armature.metadata.tenant.TenantId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/**
 * Runs a tenant's queries: on a connection of the pool, or within a transaction that is under way.
 */
public interface Queries {

    /** Takes the rows of one of several queries. */
    @FunctionalInterface
    interface Rows {
        void read(ResultSet rows) throws SQLException;
    }

    /** Runs several queries in one round trip, handing each its rows. */
    void query(TenantId tenant, List<Sql> queries, List<Rows> handlers);

    /** Runs one query and hands its rows to {@code rows}. */
    default void query(TenantId tenant, Sql sql, Rows rows) {
        query(tenant, List.of(sql), List.of(rows));
    }

    /**
     * Runs a query that reads one row of a table of the tenant's own, by its key, and nothing else.
     * Where it is a transaction of its own it has the tenant's role for a wall and the key for a
     * limit, and is spared the settings that others need.
     */
    default void byKey(TenantId tenant, Sql query, Rows rows) {
        query(tenant, query, rows);
    }

    /** Queries within the transaction of a connection, in which the tenant is set already. */
    static Queries within(Connection connection) {
        return (tenant, queries, handlers) -> Flush.run(connection, queries, reading(handlers));
    }

    /** Hands the rows of queries to their handlers. */
    static Flush.Results reading(List<Rows> handlers) {
        return (index, statement) -> {
            try (ResultSet rows = statement.getResultSet()) {
                handlers.get(index).read(rows);
            }
        };
    }
}
