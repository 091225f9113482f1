package dev.armature.engine.signal;

import dev.armature.metadata.change.TenantModels;
import dev.armature.metadata.database.DatabaseAddress;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears by LISTEN of metadata that other nodes publish. It has a connection of its own, which it
 * opens again whenever it is lost; until then it lets the node doubt what it knows.
 */
final class PostgresSignals implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PostgresSignals.class);
    private static final int WAIT_MILLIS = 5_000;
    private static final Duration RECONNECT = Duration.ofMillis(500);

    private final DatabaseAddress address;
    private final TenantModels models;
    private final Thread thread;
    private volatile boolean closing;

    PostgresSignals(DatabaseAddress address, TenantModels models) {
        this.address = address;
        this.models = models;
        this.thread = Thread.ofVirtual().name("metadata-signals").start(this::run);
    }

    private void run() {
        while (!closing) {
            try (Connection connection =
                            DriverManager.getConnection(address.jdbcUrl(), address.properties());
                    Statement statement = connection.createStatement()) {
                statement.execute("listen armature_model");
                models.doubtAll();
                listen(connection);
            } catch (SQLException e) {
                if (!closing) {
                    LOG.warn(
                            "The connection that hears of metadata changes was lost; opening it again");
                    models.doubtAll();
                    pause();
                }
            }
        }
    }

    private void listen(Connection connection) throws SQLException {
        PGConnection listener = connection.unwrap(PGConnection.class);
        while (!closing) {
            PGNotification[] notifications = listener.getNotifications(WAIT_MILLIS);
            if (notifications != null) {
                for (PGNotification notification : notifications) {
                    heard(notification.getParameter());
                }
            }
        }
    }

    private void heard(String message) {
        Announcement announcement = Announcement.parse(message);
        models.heardOf(announcement.tenant(), announcement.version());
    }

    private static void pause() {
        try {
            Thread.sleep(RECONNECT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closing = true;
        thread.interrupt();
    }
}
