package dev.armature.engine.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.armature.metadata.database.DatabaseException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

/** Who may interrupt a query whose connection soon serves others. */
class OpenQueryTest {

    private final AtomicInteger interrupts = new AtomicInteger();
    private final CountDownLatch interrupted = new CountDownLatch(1);
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);

    /** What a call of one method does; all others do nothing. */
    private static <T> T fake(Class<T> type, String method, Callable<?> call) {
        return type.cast(
                Proxy.newProxyInstance(
                        type.getClassLoader(),
                        new Class<?>[] {type},
                        (proxy, called, arguments) ->
                                called.getName().equals(method) ? call.call() : null));
    }

    private OpenQuery opened(ResultSet rows, Callable<?> rollback) throws SQLException {
        PreparedStatement statement = fake(PreparedStatement.class, "executeQuery", () -> rows);
        PGConnection own =
                fake(
                        PGConnection.class,
                        "cancelQuery",
                        () -> {
                            interrupts.incrementAndGet();
                            interrupted.countDown();
                            return null;
                        });
        Connection connection =
                (Connection)
                        Proxy.newProxyInstance(
                                getClass().getClassLoader(),
                                new Class<?>[] {Connection.class},
                                (proxy, called, arguments) ->
                                        switch (called.getName()) {
                                            case "prepareStatement" -> statement;
                                            case "unwrap" -> own;
                                            case "rollback" -> rollback.call();
                                            default -> null;
                                        });
        return OpenQuery.on(connection, Sql.raw("select 1"), 1);
    }

    private @Nullable Object wait(CountDownLatch latch) throws InterruptedException {
        reached.countDown();
        latch.await();
        return null;
    }

    @Test
    void whoClosesWhileAnotherGivesTheConnectionBackInterruptsNothing() throws Exception {
        OpenQuery query = opened(fake(ResultSet.class, "none", () -> null), () -> wait(goOn));
        Thread first = Thread.ofPlatform().start(query::close);
        reached.await();

        Thread second = Thread.ofPlatform().start(query::close);
        while (second.getState() != Thread.State.BLOCKED
                && second.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        goOn.countDown();
        first.join();
        second.join();

        assertThat(interrupts).hasValue(0);
    }

    @Test
    void aFetchUnderWayIsInterrupted() throws Exception {
        ResultSet rows =
                fake(
                        ResultSet.class,
                        "next",
                        () -> {
                            wait(interrupted);
                            throw new SQLException("cancelled");
                        });
        OpenQuery query = opened(rows, () -> null);
        CompletableFuture<@Nullable Object> row = new CompletableFuture<>();
        Thread reader =
                Thread.ofPlatform()
                        .start(() -> {
                            try {
                                row.complete(query.next(found -> found));
                            } catch (DatabaseException e) {
                                row.completeExceptionally(e);
                            }
                        });
        reached.await();

        query.close();
        reader.join();

        assertThat(interrupts).hasValue(1);
        assertThatThrownBy(row::join).hasCauseInstanceOf(DatabaseException.class);
        assertThat(query.<Object>next(found -> found)).isNull();
    }
}
