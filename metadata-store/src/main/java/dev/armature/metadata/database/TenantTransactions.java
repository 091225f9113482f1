package dev.armature.metadata.database;

import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.tenant.TenantId;
import io.micronaut.transaction.TransactionOperations;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.function.Function;

/**
 * Transactions in which the tenant is set, so that row security lets through that tenant's rows and
 * no others. Repositories called inside take part. Thread-safe; a transaction belongs to its
 * thread.
 */
public final class TenantTransactions {

    private static final String SET_TENANT = "select set_config('app.tenant', ?, true)";

    // connection_failure
    private static final String CONNECTION_LOST = "08006";

    private final TransactionOperations<Connection> operations;
    private final HomePools homes;

    /**
     * @param homes where tenants live; the data source of the operations is a {@link RoutedSource}
     *     when there is more than one
     */
    public TenantTransactions(TransactionOperations<Connection> operations, HomePools homes) {
        this.operations = operations;
        this.homes = homes;
    }

    /** Runs work as one transaction of a tenant; it is rolled back when the work throws. */
    public <T> T run(TenantId tenant, Function<Connection, T> work) {
        return execute(
                tenant,
                connection -> {
                    try (PreparedStatement statement = connection.prepareStatement(SET_TENANT)) {
                        statement.setString(1, tenant.toString());
                        statement.execute();
                    } catch (SQLException e) {
                        throw new DatabaseException(e);
                    }
                    return work.apply(connection);
                });
    }

    /**
     * Runs work that reads in several statements and sees one moment in all of them; it may not
     * write.
     */
    public <T> T runAtOneMoment(TenantId tenant, Function<Connection, T> work) {
        return execute(
                tenant,
                connection -> {
                    try (PreparedStatement statement =
                            connection.prepareStatement(
                                    "set transaction isolation level repeatable read, read only;\n"
                                            + SET_TENANT)) {
                        statement.setString(1, tenant.toString());
                        statement.execute();
                    } catch (SQLException e) {
                        throw new DatabaseException(e);
                    }
                    return work.apply(connection);
                });
    }

    /**
     * Runs a change of a tenant's metadata: waits for the writers of its records, keeps new ones
     * out, and hands the work the current metadata version. It is begun again when the work comes
     * to an object that is closed.
     */
    public <T> T change(TenantId tenant, ChangeWork<T> work) {
        return ClosedObject.outlast(() -> changeOnce(tenant, work));
    }

    private <T> T changeOnce(TenantId tenant, ChangeWork<T> work) {
        return execute(
                tenant,
                connection -> {
                    try (PreparedStatement statement =
                            connection.prepareStatement("select begin_change(?)")) {
                        statement.setInt(1, tenant.value());
                        try (ResultSet result = statement.executeQuery()) {
                            result.next();
                            return work.apply(connection, result.getLong(1));
                        }
                    } catch (SQLException e) {
                        throw new DatabaseException(e);
                    }
                });
    }

    /** Runs work that belongs to no tenant, in the common home. */
    public <T> T runWithoutTenant(Function<Connection, T> work) {
        return RoutedSource.in(homes.common(), () -> execute(work));
    }

    private <T> T execute(TenantId tenant, Function<Connection, T> work) {
        return homes.at(tenant, home -> RoutedSource.in(home, () -> execute(work)));
    }

    private <T> T execute(Function<Connection, T> work) {
        try {
            return operations.executeWrite(status -> work.apply(status.getConnection()));
        } catch (DatabaseException | EngineException e) {
            throw e;
        } catch (RuntimeException e) {
            // Of several families, according to where a connection was lost or not to be had.
            throw failed(e);
        }
    }

    /**
     * What the database said, instead of what was made of it on the way. A connection that was lost
     * is closed by then, and says nothing by itself.
     */
    private static RuntimeException failed(RuntimeException e) {
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return new DatabaseException(
                        sql.getSQLState() == null
                                ? new SQLException(sql.getMessage(), CONNECTION_LOST, sql)
                                : sql);
            }
        }
        return e;
    }

    /** What is done in a change of metadata. */
    @FunctionalInterface
    public interface ChangeWork<T> {
        T apply(Connection connection, long currentVersion);
    }
}
