package dev.armature.engine.event;

import dev.armature.metadata.tenant.TenantId;
import java.sql.Connection;
import java.util.List;

/**
 * Takes note of events in the transaction in which they are read, so that it misses none and has
 * none twice.
 */
public interface EventFollower {

    /**
     * Takes note of some events of a tenant, within a transaction of that tenant.
     *
     * @param events their numbers
     */
    void follow(Connection connection, TenantId tenant, List<Long> events);
}
