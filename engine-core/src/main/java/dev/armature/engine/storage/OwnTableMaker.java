package dev.armature.engine.storage;

import dev.armature.metadata.tenant.TenantId;
import java.sql.Connection;
import java.sql.SQLException;

/** Makes tables of objects' own where a tenant is to be, with the roles that guard them. */
public final class OwnTableMaker {

    private final TableDdl ddl;

    /**
     * @param appRole the role that the application connects as there
     */
    public OwnTableMaker(String appRole) {
        this.ddl = new TableDdl(appRole);
    }

    /** Makes the table of an object, unless it is there; the columns of its fields are missing. */
    public void make(Connection owner, TenantId tenant, int objectId) throws SQLException {
        ddl.createTable(owner, ddl.layout(tenant, objectId));
    }
}
