package dev.armature.engine.sql;

import dev.armature.metadata.database.ClosedObject;
import dev.armature.metadata.database.DatabaseException;
import dev.armature.metadata.database.HomePool;
import dev.armature.metadata.database.HomePools;
import dev.armature.metadata.tenant.TenantId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Runs a tenant's statements, at its home. The tenant is set in the same network round trip as the
 * first statement: the driver sends both in one flush, and PostgreSQL runs them as one transaction.
 * Thread-safe.
 */
public final class TenantDatabase implements Queries {

    /** How long one query may run. */
    public static final Duration QUERY_LIMIT = Duration.ofSeconds(15);

    /** The SQLSTATE that says that the metadata has moved on; see {@code begin_write_at}. */
    public static final String STALE = "X0001";

    /** The SQLSTATE that says that what a hopeful write took for granted does not hold. */
    public static final String NOT_SO = "X0002";

    private static final String BEGIN_READ =
            "select set_config('app.tenant', ?::text, true), set_config('statement_timeout', ?::text, true)";
    private static final String BEGIN_WRITE = "select begin_write(?)";
    private static final String BEGIN_CHANGE = "select begin_change(?)";

    private final HomePools homes;
    private final @Nullable KeyReaders readers;
    private final AtomicInteger turn = new AtomicInteger();
    private final String queryLimit;

    public TenantDatabase(HomePools homes, KeyReaders readers) {
        this(homes, readers, QUERY_LIMIT);
    }

    /** The same where few records are read one by one. */
    public TenantDatabase(HomePools homes) {
        this(homes, null, QUERY_LIMIT);
    }

    /** The database of an installation that has no home beside its own. */
    public TenantDatabase(DataSource dataSource) {
        this(HomePools.common(dataSource), null, QUERY_LIMIT);
    }

    /** A database whose queries have another limit, for tests. */
    public TenantDatabase(DataSource dataSource, Duration queryLimit) {
        this(HomePools.common(dataSource), null, queryLimit);
    }

    private TenantDatabase(HomePools homes, @Nullable KeyReaders readers, Duration queryLimit) {
        this.homes = homes;
        this.readers = readers;
        this.queryLimit = Long.toString(queryLimit.toMillis());
    }

    /** What is done in a transaction. */
    @FunctionalInterface
    public interface Work<T> {
        T apply(Connection connection) throws SQLException;
    }

    /** What is done in a transaction that writes records. */
    @FunctionalInterface
    public interface Writing<T> {
        T apply(Connection connection, long metadataVersion) throws SQLException;
    }

    @Override
    public void query(TenantId tenant, List<Sql> queries, List<Rows> handlers) {
        homes.at(
                tenant,
                home -> {
                    alone(home, begin(tenant), queries, handlers);
                    return true;
                });
    }

    @Override
    public void byKey(TenantId tenant, Sql query, Rows rows) {
        if (query.role() == null || query.isForAnyRole()) {
            throw new IllegalArgumentException("the query names no table of the tenant's own");
        }
        homes.at(
                tenant,
                home -> {
                    if (readers != null && home.isCommon()) {
                        readers.read(query, rows);
                    } else {
                        alone(home, null, List.of(query), List.of(rows));
                    }
                    return true;
                });
    }

    private static void alone(
            HomePool home, @Nullable Sql begin, List<Sql> queries, List<Rows> handlers) {
        try (Connection connection = home.source().getConnection()) {
            Flush.runAlone(connection, begin, queries, Queries.reading(handlers));
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }

    /**
     * Opens a query whose rows are more than memory should hold. The time limit is for each fetch.
     *
     * @param fetched how many rows come at a time
     */
    public OpenQuery open(TenantId tenant, Sql query, int fetched) {
        try {
            Connection connection = homes.of(tenant).source().getConnection();
            try {
                connection.setAutoCommit(false);
                Flush.run(
                        connection,
                        List.of(
                                Sql.of(
                                        begin(tenant),
                                        ", set_config('transaction_read_only', 'on', true)")));
                return OpenQuery.on(connection, query, fetched);
            } catch (Throwable e) {
                abandon(connection, e);
                throw e;
            }
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }

    private static void abandon(Connection connection, Throwable cause) {
        try (connection) {
            rollback(connection, cause);
            restore(connection);
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }

    private Sql begin(TenantId tenant) {
        return Sql.ofPlatform(BEGIN_READ, tenant.toString(), queryLimit);
    }

    /** Runs work as one transaction of a tenant. */
    public <T> T transaction(TenantId tenant, Work<T> work) {
        return homes.at(tenant, home -> transaction(home, tenant, work));
    }

    /** The same in a home that is to become the tenant's. */
    public <T> T transaction(HomePool home, TenantId tenant, Work<T> work) {
        return run(
                home.source(),
                connection -> {
                    try (PreparedStatement statement =
                            connection.prepareStatement(
                                    "select set_config('app.tenant', ?, true)")) {
                        statement.setString(1, tenant.toString());
                        statement.execute();
                    }
                    return work.apply(connection);
                });
    }

    /**
     * Runs work that reads for long, in many statements that see one moment all of them; it may not
     * write. Rows come in the order of an index rather than sorted, so that the first are there at
     * once.
     *
     * @param limit how long each statement, or each fetch of one, may take
     */
    public <T> T atOneMoment(TenantId tenant, Duration limit, Work<T> work) {
        return run(
                tenant,
                connection -> {
                    try (PreparedStatement statement =
                            connection.prepareStatement(
                                    "set transaction isolation level repeatable read, read only;\n"
                                            + "select set_config('app.tenant', ?, true), set_config('statement_timeout', ?, true), set_config('enable_sort', 'off', true)")) {
                        statement.setString(1, tenant.toString());
                        statement.setString(2, Long.toString(limit.toMillis()));
                        statement.execute();
                    }
                    return work.apply(connection);
                });
    }

    /**
     * Runs work that writes records, and hands it the version of the metadata, which nobody changes
     * until the transaction ends. It is begun again when the work comes to an object that is
     * closed.
     */
    public <T> T write(TenantId tenant, Writing<T> work) {
        return write(tenant, BEGIN_WRITE, work);
    }

    /**
     * The same for work that waits for the tenant's other writers and keeps new ones out, so that
     * it and they cannot wait for each other.
     */
    public <T> T writeAlone(TenantId tenant, Writing<T> work) {
        return write(tenant, BEGIN_CHANGE, work);
    }

    private <T> T write(TenantId tenant, String begin, Writing<T> work) {
        return ClosedObject.outlast(() ->
                run(
                        tenant,
                        connection -> work.apply(connection, begin(connection, tenant, begin))));
    }

    private static long begin(Connection connection, TenantId tenant, String begin)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(begin)) {
            statement.setInt(1, tenant.value());
            try (ResultSet result = statement.executeQuery()) {
                result.next();
                return result.getLong(1);
            }
        }
    }

    /**
     * Runs work that writes records, if the metadata still has a version. What begins the
     * transaction travels with the first statement, and what the work puts off with the commit. It
     * is begun again when the work comes to an object that is closed.
     *
     * @throws DatabaseException with the state {@link #STALE} when it has another by now
     */
    public <T> T write(TenantId tenant, long metadataVersion, Work<T> work) {
        return write(tenant, metadataVersion, false, work);
    }

    /**
     * The same for work that may take for granted that the tenant has no quota of records.
     *
     * @param unlimited whether it does; it fails then where there is one
     */
    public <T> T write(TenantId tenant, long metadataVersion, boolean unlimited, Work<T> work) {
        Sql begin =
                Sql.of(
                        "select begin_write_at(",
                        Sql.number(tenant.value()),
                        ", ",
                        Sql.number(metadataVersion),
                        unlimited ? ", true)" : ", false)");
        return ClosedObject.outlast(
                () -> homes.at(tenant, home -> writeOnce(home.source(), begin, work)));
    }

    private static <T> T writeOnce(DataSource home, Sql begin, Work<T> work) {
        try (Connection connection = home.getConnection()) {
            Deferral deferral = new Deferral(connection, begin);
            return orTakenBack(
                    connection,
                    () -> {
                        T result = work.apply(deferral.connection());
                        deferral.commit();
                        return result;
                    });
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }

    /**
     * Runs work that belongs to no tenant in the common home: what the installation has one of, and
     * the directory of tenants.
     */
    public <T> T inDirectory(Work<T> work) {
        return run(homes.common().source(), work);
    }

    /** The homes that can be reached, the common one first. */
    public List<HomePool> homes() {
        return homes.reachable();
    }

    /** Where a tenant lives, as far as is known here. */
    public HomePool home(TenantId tenant) {
        return homes.of(tenant);
    }

    /** The directory says that a tenant lives in a home. */
    public void learn(TenantId tenant, int home) {
        if (homes.of(tenant).home() != home) {
            homes.learn(tenant, home);
        }
    }

    /** Runs work that belongs to no tenant in a home. */
    public <T> T in(HomePool home, Work<T> work) {
        return run(home.source(), work);
    }

    /**
     * Runs work that belongs to no tenant in every home. One that fails is left out, so that it
     * does not stop the others; but when the common one fails, so does this, in the end.
     */
    public <T> List<T> inEachHome(Function<HomePool, T> work) {
        List<T> results = new ArrayList<>();
        RuntimeException failure = null;
        for (HomePool home : homes.reachable()) {
            try {
                results.add(work.apply(home));
            } catch (RuntimeException e) {
                if (home.isCommon()) {
                    failure = e;
                } else {
                    homes.failed(home, e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
        return results;
    }

    /** The rows that a query finds in every home; see {@link #inEachHome}. */
    public <T> List<T> allInEachHome(Work<List<T>> query) {
        return inEachHome(home -> in(home, query)).stream().flatMap(List::stream).toList();
    }

    /**
     * What is found first, beginning with another home each time, so that none is always the last;
     * see {@link #inEachHome}.
     */
    public <T> Optional<T> firstInAnyHome(Work<Optional<T>> search) {
        List<HomePool> all = homes.reachable();
        int first = Math.floorMod(turn.getAndIncrement(), all.size());
        RuntimeException failure = null;
        for (int i = 0; i < all.size(); i++) {
            HomePool home = all.get((first + i) % all.size());
            try {
                Optional<T> found = in(home, search);
                if (found.isPresent()) {
                    return found;
                }
            } catch (RuntimeException e) {
                if (home.isCommon()) {
                    failure = e;
                } else {
                    homes.failed(home, e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
        return Optional.empty();
    }

    /**
     * Asks the database for a sign of life.
     *
     * @throws DatabaseException when there is none
     */
    public void ping() {
        inDirectory(connection -> {
            try (PreparedStatement statement = connection.prepareStatement("select 1")) {
                return statement.execute();
            }
        });
    }

    private <T> T run(TenantId tenant, Work<T> work) {
        return homes.at(tenant, home -> run(home.source(), work));
    }

    private static <T> T run(DataSource home, Work<T> work) {
        try (Connection connection = home.getConnection()) {
            connection.setAutoCommit(false);
            return orTakenBack(
                    connection,
                    () -> {
                        T result = work.apply(connection);
                        connection.commit();
                        return result;
                    });
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }

    /** A transaction to its end. */
    @FunctionalInterface
    private interface Transaction<T> {
        T run() throws SQLException;
    }

    private static <T> T orTakenBack(Connection connection, Transaction<T> transaction)
            throws SQLException {
        try {
            return transaction.run();
        } catch (Throwable e) {
            rollback(connection, e);
            throw e;
        } finally {
            restore(connection);
        }
    }

    private static void rollback(Connection connection, Throwable cause) {
        try {
            if (!connection.getAutoCommit()) {
                connection.rollback();
            }
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }

    private static void restore(Connection connection) throws SQLException {
        if (!connection.isClosed()) {
            connection.setAutoCommit(true);
        }
    }
}
