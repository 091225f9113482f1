package dev.armature.metadata.database;

import dev.armature.metadata.tenant.TenantId;

/** The names of the schemas that tenants have of their own. Stateless. */
public final class TenantSchemas {

    private TenantSchemas() {}

    /** Where the tables of a tenant's large objects are. */
    public static String tables(TenantId tenant) {
        return "armature_t" + tenant.value();
    }

    /** Where the views are by which others read a tenant's records. */
    public static String views(TenantId tenant) {
        return "armature_v" + tenant.value();
    }
}
