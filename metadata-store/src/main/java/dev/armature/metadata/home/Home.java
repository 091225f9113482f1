package dev.armature.metadata.home;

import dev.armature.metadata.database.DatabaseAddress;
import dev.armature.metadata.database.HomePool;

/**
 * A complete set of the platform's tables, in a schema of a database. Every tenant has one home,
 * where all that belongs to it is; the installation's own home is also the directory that knows the
 * home of each.
 *
 * @param id the number by which the directory knows it; {@link #COMMON} for the installation's own
 * @param owner the database as who owns the tables
 * @param application the same as the role that serves requests
 * @param schema the name of the schema
 */
public record Home(int id, DatabaseAddress owner, DatabaseAddress application, String schema) {

    public Home {
        owner = owner.withSchema(schema);
        application = application.withSchema(schema);
    }

    /** The number of the installation's own home, where tenants live unless they are moved. */
    public static final int COMMON = HomePool.COMMON;

    /** The installation's own. */
    public static Home common(DatabaseAddress owner, DatabaseAddress application) {
        return new Home(COMMON, owner, application, owner.schema());
    }

    /** Whether it is the installation's own. */
    public boolean isCommon() {
        return id == COMMON;
    }

    @Override
    public String toString() {
        return isCommon() ? "the common home" : "home " + id;
    }
}
