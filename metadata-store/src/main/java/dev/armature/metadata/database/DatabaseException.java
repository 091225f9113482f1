package dev.armature.metadata.database;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;

/** The database failed in a way that nothing above could have foreseen. */
public final class DatabaseException extends RuntimeException {

    private static final long serialVersionUID = 1L;
    private static final String UNIQUE_VIOLATION = "23505";
    private static final String LOCK_NOT_AVAILABLE = "55P03";

    public DatabaseException(SQLException cause) {
        super(cause);
    }

    /** The SQLSTATE, or the empty text. */
    public String state() {
        return getCause() instanceof SQLException e && e.getSQLState() != null
                ? e.getSQLState()
                : "";
    }

    /** What the server says beside its message; null when it says nothing. */
    public @Nullable String detail() {
        return getCause() instanceof PSQLException e && e.getServerErrorMessage() != null
                ? e.getServerErrorMessage().getDetail()
                : null;
    }

    /** Whether a lock was not to be had in the time that it was waited for. */
    public boolean isForWantOfALock() {
        return state().equals(LOCK_NOT_AVAILABLE);
    }

    /** Whether there would have been two of what there may be one of. */
    public boolean isNotUnique() {
        return state().equals(UNIQUE_VIOLATION);
    }

    /** Whether this is a violation of the constraint of that name. */
    public boolean violates(String constraint) {
        return getCause() instanceof PSQLException e
                && e.getServerErrorMessage() != null
                && constraint.equals(e.getServerErrorMessage().getConstraint());
    }
}
