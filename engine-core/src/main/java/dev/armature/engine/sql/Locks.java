package dev.armature.engine.sql;

import dev.armature.metadata.field.ColumnType;
import java.sql.Connection;

/** Locks on what has no row of its own, held until the transaction ends. Stateless. */
public final class Locks {

    private Locks() {}

    /** Holds what is called so, as soon as nobody else does. */
    public static void hold(Connection connection, String name) {
        Sql.of(
                        "select pg_advisory_xact_lock(hashtextextended(",
                        Sql.value(name, ColumnType.TEXT),
                        ", 0))")
                .query(connection, rows -> {});
    }
}
