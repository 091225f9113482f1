package dev.armature.engine.move;

import dev.armature.metadata.database.DatabaseException;
import java.sql.SQLException;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyOut;

/** Carries rows from one home to the other as the database writes them, without reading them. */
final class Copier {

    private final Side from;
    private final Side to;

    Copier(Side from, Side to) {
        this.from = from;
        this.to = to;
    }

    /**
     * Copies what a query gives.
     *
     * @param into a table and its columns
     * @return how many rows
     */
    long copy(String query, String into) {
        try {
            CopyOut out = from.copies().copyOut("copy (" + query + ") to stdout (format binary)");
            try {
                CopyIn in = to.copies().copyIn("copy " + into + " from stdin (format binary)");
                try {
                    byte[] row = out.readFromCopy();
                    while (row != null) {
                        in.writeToCopy(row, 0, row.length);
                        row = out.readFromCopy();
                    }
                    return in.endCopy();
                } finally {
                    if (in.isActive()) {
                        in.cancelCopy();
                    }
                }
            } finally {
                if (out.isActive()) {
                    out.cancelCopy();
                }
            }
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }

    /** The same by way of a table of the session, where row security lets no copy in. */
    String staged(Place place, String query) {
        to.execute(
                "drop table if exists pg_temp.staged; create temp table staged as select %s from %s with no data"
                        .formatted(place.names(), place.name()));
        copy(query, "pg_temp.staged (" + place.names() + ")");
        return "select " + place.names() + " from pg_temp.staged";
    }
}
