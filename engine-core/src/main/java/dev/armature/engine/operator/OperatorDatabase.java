package dev.armature.engine.operator;

import dev.armature.engine.sql.Sql;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.metadata.database.TenantRoles;
import java.sql.Connection;

/**
 * The database as operators reach it: as a role that may call the functions made for them, and read
 * no table of a tenant. Thread-safe.
 */
public final class OperatorDatabase {

    private final TenantDatabase database;
    private final Sql becomeOperator;

    /**
     * @param appRole the application's role, which may become that of operators
     */
    public OperatorDatabase(TenantDatabase database, String appRole) {
        this.database = database;
        this.becomeOperator = Sql.raw("set local role \"" + TenantRoles.operators(appRole) + "\"");
    }

    /** Goes on as operators for the rest of a transaction. */
    void become(Connection connection) {
        becomeOperator.execute(connection);
    }

    /** Runs work as one transaction. */
    public <T> T run(TenantDatabase.Work<T> work) {
        return database.withoutTenant(connection -> {
            become(connection);
            return work.apply(connection);
        });
    }
}
