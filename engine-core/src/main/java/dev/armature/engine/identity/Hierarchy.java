package dev.armature.engine.identity;

import dev.armature.engine.sql.Locks;
import dev.armature.engine.sql.Sql;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.problem.Problem;
import dev.armature.metadata.tenant.TenantId;
import java.sql.Connection;
import java.util.List;
import java.util.UUID;

/** Keeps hierarchies of people and groups free of circles. Stateless. */
final class Hierarchy {

    private Hierarchy() {}

    /** Until the transaction ends nobody else changes it: two changes could close a circle. */
    static void lock(Connection connection, TenantId tenant, String hierarchy) {
        Locks.hold(connection, hierarchy + "/" + tenant.value());
    }

    /**
     * One with all above it; nothing where it is not there.
     *
     * @param parent the column that leads up
     */
    static List<UUID> above(
            Connection connection, TenantId tenant, String table, String parent, UUID id) {
        String columns = "select t.id, t." + parent + " from " + table + " t ";
        Sql number = Sql.number(tenant.value());
        return Sql.of(
                        "with recursive above(id, up) as (",
                        columns,
                        "where t.tenant_id = ",
                        number,
                        " and t.id = ",
                        Sql.value(id, ColumnType.UUID),
                        " union ",
                        columns,
                        "join above a on t.id = a.up where t.tenant_id = ",
                        number,
                        ") select id from above")
                .all(connection, row -> row.getObject(1, UUID.class));
    }

    /** Refuses what is not there, and what would lead back to itself. */
    static void check(List<UUID> above, UUID below, String pointer, String what) {
        if (above.isEmpty()) {
            throw refused(pointer, "reference_not_found", "There is no such " + what);
        }
        if (above.contains(below)) {
            throw refused(pointer, "reference_cycle", "The " + what + " would be above itself");
        }
    }

    private static EngineException refused(String pointer, String code, String message) {
        return EngineException.invalid(
                ErrorCode.VALIDATION_FAILED, new Problem(pointer, code, message));
    }
}
