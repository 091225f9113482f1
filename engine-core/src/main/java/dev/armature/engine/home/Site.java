package dev.armature.engine.home;

import dev.armature.metadata.database.DatabaseException;
import dev.armature.metadata.database.HomePool;
import dev.armature.metadata.database.PlainSource;
import dev.armature.metadata.home.Home;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A home beside the common one, as this node reaches it. It is opened by whoever needs it first.
 * Thread-safe.
 */
final class Site extends PlainSource implements AutoCloseable {

    // sqlclient_unable_to_establish_sqlconnection
    private static final String UNREACHABLE = "08001";
    private static final int SIGN_OF_LIFE_SECONDS = 2;

    private static final long PATIENCE = Duration.ofSeconds(3).toNanos();

    private final HomeRegister.Entry entry;
    private final HomeRegister register;
    private final HomeConnections connections;
    private final HomePool pool;
    private volatile @Nullable Opened opened;
    private volatile boolean reachable;
    private long failedAt;
    private boolean failed;
    private boolean closed;

    private record Opened(Home home, HomeConnections.Opened connections) {}

    Site(HomeRegister.Entry entry, HomeRegister register, HomeConnections connections) {
        this.entry = entry;
        this.register = register;
        this.connections = connections;
        this.pool = new HomePool(entry.id(), this);
    }

    HomeRegister.Entry entry() {
        return entry;
    }

    HomePool pool() {
        return pool;
    }

    boolean isReachable() {
        return reachable;
    }

    void isOutOfReach() {
        reachable = false;
    }

    /**
     * Its address as its owner.
     *
     * @throws DatabaseException when it is out of reach and has been since this node began
     */
    Home home() {
        try {
            return opened().home;
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }

    /**
     * Tries to reach it.
     *
     * @throws DatabaseException when it cannot be reached
     */
    void reach() {
        try {
            requireLife(opened().connections.source());
            reachable = true;
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }

    private Opened opened() throws SQLException {
        Opened known = opened;
        return known == null ? open() : known;
    }

    // Who comes while it is being opened waits; who comes soon after that has failed does not.
    private synchronized Opened open() throws SQLException {
        Opened known = opened;
        if (known != null) {
            return known;
        }
        if (closed) {
            throw unreachable(null);
        }
        if (failed && System.nanoTime() - failedAt < PATIENCE) {
            throw unreachable(null);
        }
        try {
            Home home = register.open(entry);
            Opened fresh = new Opened(home, connections.open(home));
            opened = fresh;
            return fresh;
        } catch (RuntimeException e) {
            failed = true;
            failedAt = System.nanoTime();
            throw unreachable(e);
        }
    }

    private void requireLife(DataSource known) throws SQLException {
        try (Connection connection = known.getConnection()) {
            if (!connection.isValid(SIGN_OF_LIFE_SECONDS)) {
                throw unreachable(null);
            }
        }
    }

    @Override
    public Connection getConnection() throws SQLException {
        return opened().connections.source().getConnection();
    }

    private SQLException unreachable(@Nullable Throwable cause) {
        return new SQLException(pool + " is out of reach", UNREACHABLE, cause);
    }

    @Override
    public synchronized void close() {
        closed = true;
        Opened known = opened;
        if (known != null) {
            known.connections.closing().run();
        }
    }
}
