package dev.armature.engine.sql;

import dev.armature.metadata.database.DatabaseException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What to do when the database says that a value it computed from a record is none that it can
 * keep. It does not say which record that was: ever smaller parts are tried until it is known.
 * Stateless.
 */
public final class OutOfRange {

    /** How many bytes a value may have that goes into an index, less what the index adds. */
    public static final int MAX_INDEXED_BYTES = 2_600;

    // numeric_value_out_of_range, datetime_field_overflow, interval_field_overflow, and
    // program_limit_exceeded: a number of thousands of digits fits in no index
    private static final Set<String> STATES = Set.of("22003", "22008", "22015", "54000");

    private OutOfRange() {}

    /** Whether that is what an exception says. */
    public static boolean is(DatabaseException e) {
        return STATES.contains(e.state());
    }

    /**
     * Runs work that may go out of range.
     *
     * @return false when it did; the transaction is then as if it had not been run
     */
    public static boolean fits(Connection connection, Runnable work) {
        try {
            Savepoint before = connection.getAutoCommit() ? null : connection.setSavepoint();
            try {
                work.run();
                Flush.sendDeferred(connection);
            } catch (DatabaseException e) {
                if (!is(e)) {
                    throw e;
                }
                back(connection, before);
                return false;
            }
            if (before != null) {
                connection.releaseSavepoint(before);
            }
            return true;
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }

    private static void back(Connection connection, @Nullable Savepoint before)
            throws SQLException {
        if (before != null) {
            connection.rollback(before);
        }
    }

    /**
     * Does work for all of a list: together, or in parts where that goes out of range.
     *
     * @param alone is told of each that goes out of range by itself, and for which nothing was done
     */
    public static <T> void search(
            Connection connection, List<T> all, Consumer<List<T>> work, Consumer<T> alone) {
        if (all.isEmpty() || fits(connection, () -> work.accept(all))) {
            return;
        }
        if (all.size() == 1) {
            alone.accept(all.getFirst());
            return;
        }
        int half = all.size() / 2;
        search(connection, all.subList(0, half), work, alone);
        search(connection, all.subList(half, all.size()), work, alone);
    }
}
