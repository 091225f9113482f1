package dev.armature.engine.move;

import dev.armature.metadata.home.Home;
import dev.armature.metadata.tenant.TenantId;
import java.util.Optional;
import java.util.UUID;

/**
 * The directory of tenants, entered to move one. Whoever has it keeps others from moving the same
 * tenant.
 */
final class Directory implements AutoCloseable {

    private static final int MOVERS = 1297045062;

    private final Home common;
    private final Side side;
    private final TenantId tenant;

    private Directory(Home common, Side side, TenantId tenant) {
        this.common = common;
        this.side = side;
        this.tenant = tenant;
    }

    /**
     * Enters it.
     *
     * @throws MoveFailed while somebody else moves the tenant
     */
    static Directory open(Home common, TenantId tenant) {
        Directory directory = new Directory(common, Side.open(common, tenant), tenant);
        boolean alone =
                directory.side.one(
                        "select pg_try_advisory_lock(%d, %d)".formatted(MOVERS, tenant.value()),
                        row -> row.getBoolean(1));
        if (!alone) {
            directory.close();
            throw new MoveFailed("Somebody is moving the tenant already; wait for the end of that");
        }
        return directory;
    }

    /**
     * What the directory knows of the tenant.
     *
     * @param home the number of its home
     */
    record Entry(UUID uid, int home) {}

    Optional<Entry> entry() {
        return side
                .all(
                        "select uid, home_id from tenant where tenant_id = " + tenant.value(),
                        row -> new Entry(row.getObject(1, UUID.class), row.getInt(2)))
                .stream()
                .findFirst();
    }

    /** Says that another home counts, and tells all nodes; by a transaction of its own. */
    void decide(Home to) {
        side.begin("read committed");
        try {
            decide(side, to);
            side.commit();
        } catch (RuntimeException e) {
            side.rollback();
            throw e;
        }
    }

    /** The same within a transaction of somebody who is in the same database. */
    void decide(Side within, Home to) {
        within.execute(
                "insert into %1$s.home_move (from_home, to_home, tenant_uid) select home_id, %2$d, uid from %1$s.tenant where tenant_id = %3$d"
                        .formatted(common.schema(), to.id(), tenant.value()));
        int told =
                within.execute(
                        "update %s.tenant set home_id = %d where tenant_id = %d"
                                .formatted(common.schema(), to.id(), tenant.value()));
        if (told != 1) {
            throw new MoveFailed("The tenant is not in the directory any more");
        }
        // What the triggers of the directory do, which do not fire here.
        within.execute(
                "update %s.home_version set version = version + 1".formatted(common.schema()));
        within.execute("select pg_notify('armature_home', '')");
    }

    @Override
    public void close() {
        side.close();
    }
}
