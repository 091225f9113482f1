package dev.armature.engine.audit;

import dev.armature.engine.recurring.Recurring;
import dev.armature.engine.sql.Sql;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.metadata.tenant.TenantId;
import java.time.Duration;
import java.util.List;
import org.slf4j.LoggerFactory;

/**
 * Gives entries their places in the chain, a moment after they were committed. So the chain, which
 * is made by one at a time, keeps nobody waiting who signs in or changes something. Thread-safe.
 */
public final class AuditSealer implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(500);

    private final TenantDatabase database;
    private final Recurring work;

    public AuditSealer(TenantDatabase database) {
        this.database = database;
        this.work =
                new Recurring(
                        "audit",
                        POLL,
                        this::sealAll,
                        LoggerFactory.getLogger(AuditSealer.class),
                        "The audit log could not be chained, and will be");
    }

    private boolean sealAll() {
        waiting().forEach(tenant -> seal(tenant, false));
        return false;
    }

    private List<TenantId> waiting() {
        return database.allInEachHome(connection ->
                Sql.raw("select tenant_id from audit_tenants()")
                        .all(connection, row -> new TenantId(row.getInt(1))));
    }

    /** Gives all of a tenant's entries that wait their places. */
    void seal(TenantId tenant) {
        seal(tenant, true);
    }

    private void seal(TenantId tenant, boolean patient) {
        int sealed;
        do {
            sealed =
                    database.transaction(
                            tenant, connection -> AuditChain.seal(connection, tenant, patient));
        } while (sealed > 0);
    }

    @Override
    public void close() {
        work.close();
    }
}
