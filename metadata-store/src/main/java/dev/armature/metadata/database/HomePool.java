package dev.armature.metadata.database;

import javax.sql.DataSource;

/**
 * A home as requests reach it.
 *
 * @param home its number
 * @param source connections as the application's role, by the tables of that home
 */
public record HomePool(int home, DataSource source) {

    /** The number of the installation's own, where tenants live unless they are moved. */
    public static final int COMMON = 0;

    /** Whether it is the installation's own. */
    public boolean isCommon() {
        return home == COMMON;
    }

    @Override
    public String toString() {
        return isCommon() ? "the common home" : "home " + home;
    }
}
