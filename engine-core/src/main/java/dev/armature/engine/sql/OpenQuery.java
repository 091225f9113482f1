package dev.armature.engine.sql;

import dev.armature.metadata.database.DatabaseException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/**
 * A query whose rows are fetched some at a time, for as long as somebody asks for more: all of them
 * as they were when it was opened. One thread reads; any may close, which ends a fetch under way.
 */
public final class OpenQuery implements AutoCloseable {

    private final Connection connection;
    private final PreparedStatement statement;
    private final ResultSet rows;
    private final ReentrantLock busy = new ReentrantLock();
    private volatile boolean closed;

    private OpenQuery(Connection connection, PreparedStatement statement, ResultSet rows) {
        this.connection = connection;
        this.statement = statement;
        this.rows = rows;
    }

    /**
     * Runs a query on a connection that is within a transaction, and belongs to it from then on.
     */
    static OpenQuery on(Connection connection, Sql query, int fetched) throws SQLException {
        if (query.role() != null) {
            Flush.become(connection, query.role());
        }
        PreparedStatement statement = connection.prepareStatement(query.text());
        statement.setFetchSize(fetched);
        query.bind(statement, 1);
        return new OpenQuery(connection, statement, statement.executeQuery());
    }

    /** What is made of the next row; null after the last, and once it is closed. */
    public <T> @Nullable T next(Sql.RowReader<T> reader) {
        busy.lock();
        try {
            return !closed && rows.next() ? reader.read(rows) : null;
        } catch (SQLException e) {
            throw new DatabaseException(e);
        } finally {
            busy.unlock();
        }
    }

    public boolean isClosed() {
        return closed;
    }

    /**
     * Whoever closes while another does waits for them: the connection may be given back by then.
     */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (!busy.tryLock()) {
            interrupt();
            busy.lock();
        }
        try {
            release();
        } finally {
            busy.unlock();
        }
    }

    // The connection is still ours, so nobody else's query can be hit. The statement's own cancel
    // does nothing while rows are fetched.
    private void interrupt() {
        try {
            connection.unwrap(PGConnection.class).cancelQuery();
        } catch (SQLException e) {
            // It ends by its time limit then.
        }
    }

    private void release() {
        try (connection) {
            try (statement) {
                rows.close();
            }
            connection.rollback();
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }
}
