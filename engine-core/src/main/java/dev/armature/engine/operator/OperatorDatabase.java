package dev.armature.engine.operator;

import dev.armature.engine.sql.Sql;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.metadata.database.TenantRoles;
import dev.armature.metadata.home.Home;
import dev.armature.metadata.home.HomeAddresses;
import dev.armature.metadata.tenant.TenantId;
import java.sql.Connection;

/**
 * The database as operators reach it: as a role that may call the functions made for them, and read
 * no table of a tenant. Thread-safe.
 */
public final class OperatorDatabase {

    private final TenantDatabase database;
    private final HomeAddresses homes;
    private final Sql becomeOperator;

    /**
     * @param homes whose application's roles may become those of operators
     */
    public OperatorDatabase(TenantDatabase database, HomeAddresses homes) {
        this.database = database;
        this.homes = homes;
        this.becomeOperator = operator(homes.homes().getFirst());
    }

    private static Sql operator(Home home) {
        String role = TenantRoles.operators(home.application().user());
        return Sql.raw("set local role \"" + role + "\"");
    }

    /** Goes on as operators for the rest of a transaction. */
    void become(Connection connection) {
        becomeOperator.execute(connection);
    }

    /** Runs work as one transaction, in a tenant's home. */
    <T> T run(TenantId tenant, TenantDatabase.Work<T> work) {
        return database.in(
                database.home(tenant),
                connection -> {
                    operator(homes.homeOf(tenant)).execute(connection);
                    return work.apply(connection);
                });
    }

    /** The directory says that a tenant lives in a home. */
    void learn(TenantId tenant, int home) {
        database.learn(tenant, home);
    }

    /** Runs work as one transaction, in the common home. */
    public <T> T run(TenantDatabase.Work<T> work) {
        return database.inDirectory(connection -> {
            become(connection);
            return work.apply(connection);
        });
    }
}
