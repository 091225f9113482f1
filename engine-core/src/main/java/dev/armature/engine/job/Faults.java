package dev.armature.engine.job;

import java.sql.SQLException;

/** What is told of a fault to whoever looks at the job; everything else is in the log. */
final class Faults {

    private Faults() {}

    /** A fault in a sentence without a full stop, and without anything from inside the platform. */
    static String describe(Throwable fault) {
        for (Throwable at = fault; at != null; at = at.getCause()) {
            if (at instanceof OutOfMemoryError) {
                return "The server had too little memory";
            }
            if (at instanceof SQLException sql) {
                return describe(sql.getSQLState() == null ? "" : sql.getSQLState());
            }
        }
        return "The platform met with a fault of its own";
    }

    // The first two characters of a SQLSTATE are its class.
    private static String describe(String state) {
        if (state.startsWith("08") || state.startsWith("57P")) {
            return "The connection to the database was lost";
        }
        if (state.startsWith("53")) {
            return "The database is out of disk space, memory or connections";
        }
        if (state.startsWith("40") || state.startsWith("55")) {
            return "Others were writing the same data all the time";
        }
        if (state.equals("57014")) {
            return "A step took longer than the database allows";
        }
        return "The database refused a step";
    }
}
