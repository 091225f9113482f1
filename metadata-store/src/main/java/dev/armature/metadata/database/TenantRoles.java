package dev.armature.metadata.database;

import dev.armature.metadata.tenant.TenantId;

/**
 * The names of the roles that guard tenants' own tables. The application's role can become each of
 * them for a statement, and none of them can become another. Roles belong to the whole cluster, so
 * their names begin with that of this installation's application role.
 */
public final class TenantRoles {

    // PostgreSQL's limit, less the longest ending.
    private static final int MAX_PREFIX = 63 - "_t2147483647".length();

    private TenantRoles() {}

    /** The role that holds what all tenants' roles may do in the shared tables. */
    public static String group(String appRole) {
        return prefix(appRole) + "_tenants";
    }

    /** The role of one tenant. */
    public static String of(String appRole, TenantId tenant) {
        return prefix(appRole) + "_t" + tenant.value();
    }

    /** The role of those who may read one tenant's views. */
    public static String readers(String appRole, TenantId tenant) {
        return prefix(appRole) + "_v" + tenant.value();
    }

    /** The role that one tenant's views read records as; nobody but the owner can become it. */
    public static String viewMaker(String appRole, TenantId tenant) {
        return prefix(appRole) + "_w" + tenant.value();
    }

    /** The role of those who run the installation, which reads no table of a tenant. */
    public static String operators(String appRole) {
        return prefix(appRole) + "_operator";
    }

    private static String prefix(String appRole) {
        return appRole.length() <= MAX_PREFIX ? appRole : appRole.substring(0, MAX_PREFIX);
    }
}
