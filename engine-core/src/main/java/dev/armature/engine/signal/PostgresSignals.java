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
 * Hears by LISTEN, in one database, of metadata that other nodes publish and of changes of the
 * directory of homes. It has a connection of its own, which it opens again whenever it is lost;
 * until then it lets the node doubt what it knows.
 */
final class PostgresSignals implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PostgresSignals.class);
    private static final int WAIT_MILLIS = 5_000;
    private static final Duration RECONNECT = Duration.ofMillis(500);

    private static final String MODEL = "armature_model";
    private static final String HOME = "armature_home";

    private final DatabaseAddress address;
    private final TenantModels models;
    private final Runnable doubt;
    private final Runnable homes;
    private final Thread thread;
    private volatile boolean closing;

    PostgresSignals(DatabaseAddress address, TenantModels models) {
        this(address, models, models::doubtAll, () -> {});
    }

    /**
     * @param doubt called when messages may have been missed
     * @param homes called when the directory of homes has changed, or may have
     */
    PostgresSignals(DatabaseAddress address, TenantModels models, Runnable doubt, Runnable homes) {
        this.address = address;
        this.models = models;
        this.doubt = doubt;
        this.homes = homes;
        this.thread = Thread.ofVirtual().name("metadata-signals").start(this::run);
    }

    private void run() {
        while (!closing) {
            try (Connection connection =
                            DriverManager.getConnection(address.jdbcUrl(), address.properties());
                    Statement statement = connection.createStatement()) {
                statement.execute("listen " + MODEL);
                statement.execute("listen " + HOME);
                doubt.run();
                homes.run();
                listen(connection);
            } catch (SQLException e) {
                if (!closing) {
                    LOG.warn(
                            "The connection that hears of metadata changes was lost; opening it again");
                    doubt.run();
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
                    heard(notification);
                }
            }
        }
    }

    private void heard(PGNotification notification) {
        if (notification.getName().equals(HOME)) {
            homes.run();
            return;
        }
        Announcement announcement = Announcement.parse(notification.getParameter());
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
