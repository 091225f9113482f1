package dev.armature.engine.sql;

import dev.armature.metadata.database.DatabaseException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A transaction's connection that need not send statements at once: they travel with the next one
 * that has to be sent, or with the commit, in one round trip. Whatever else is done with the
 * connection sends them first, so nobody has to know. The transaction begins with the first that
 * are sent: the driver would begin it by a message of its own, which is answered on its own and
 * wakes the thread once more. Belongs to one thread.
 */
final class Deferral implements InvocationHandler {

    private static final Sql BEGIN = Sql.raw("begin").forAnyRole();
    private static final Sql COMMIT = Sql.raw("commit").forAnyRole();

    private final Connection plain;
    private final Connection connection;
    private Flush waiting = new Flush(null);
    private @Nullable Runnable first;

    /**
     * @param plain is in no transaction, and commits of itself until the first statements are sent
     * @param begin a select that is sent before anything else
     */
    Deferral(Connection plain, Sql begin) {
        this.plain = plain;
        waiting.add(List.of(BEGIN), Flush.NO_RESULTS);
        waiting.begin(begin);
        this.connection =
                (Connection)
                        Proxy.newProxyInstance(
                                Deferral.class.getClassLoader(),
                                new Class<?>[] {Connection.class},
                                this);
    }

    /** The deferral behind a connection, or null when it sends everything at once. */
    static @Nullable Deferral of(Connection connection) {
        return Proxy.isProxyClass(connection.getClass())
                        && Proxy.getInvocationHandler(connection) instanceof Deferral deferral
                ? deferral
                : null;
    }

    /** The connection as others see it. */
    Connection connection() {
        return connection;
    }

    /** Lets statements wait. */
    void later(List<Sql> statements, Flush.Results results) {
        waiting.add(statements, results);
    }

    /** Has something done, once, before whatever is sent next. */
    void beforeSending(Runnable done) {
        first = done;
    }

    /** Sends statements with those that wait, and takes the results of all. */
    void send(List<Sql> statements, Flush.Results results) {
        waiting.add(statements, results);
        sendAll();
    }

    /** Sends what waits. */
    void send() {
        if (!waiting.isEmpty()) {
            sendAll();
        }
    }

    /** Sends what waits together with the commit, which ends any role that was become. */
    void commit() {
        send(List.of(COMMIT), Flush.NO_RESULTS);
    }

    // The role stays, as what follows is often of the same tables.
    private void sendAll() {
        Runnable due = first;
        first = null;
        if (due != null) {
            due.run();
        }
        Flush flush = waiting;
        waiting = new Flush(flush.role());
        try {
            flush.send(plain);
        } finally {
            leaveOpen();
        }
    }

    // From here on the driver knows of the transaction, and can take it back. Of a connection that
    // broke there is nothing to take back, and why it broke is told by what failed.
    private void leaveOpen() {
        try {
            if (!plain.isClosed()) {
                plain.setAutoCommit(false);
            }
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments)
            throws Throwable {
        if (method.getName().equals("rollback")) {
            // What waits would be taken back with the rest, and so is the role: a savepoint is set
            // as the connection's own.
            waiting = new Flush(null);
        } else if (method.getDeclaringClass() != Object.class) {
            waiting.become(null);
            send();
        }
        try {
            return method.invoke(plain, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }
}
