package dev.armature.engine.storage;

import dev.armature.engine.sql.Sql;
import dev.armature.metadata.model.ObjectModel;
import java.sql.Connection;

/** Whether writes have left columns of formulas behind that nobody used. Stateless. */
final class DueColumns {

    private DueColumns() {}

    /** Whether there was one; to be asked while writers are kept out. */
    static boolean isDue(Connection connection, ObjectModel object) {
        return Sql.of("select from column_due where ", of(object))
                .first(connection, row -> true)
                .isPresent();
    }

    /**
     * Forgets those that have been committed, waiting for those under way: whoever reads afterwards
     * sees what they wrote.
     */
    static void forget(Connection connection, ObjectModel object) {
        Sql.of("delete from column_due where ", of(object)).execute(connection);
    }

    private static Sql of(ObjectModel object) {
        return Sql.of(
                "tenant_id = ",
                Sql.number(object.tenant().tenant().value()),
                " and object_id = ",
                Sql.number(object.id()));
    }
}
