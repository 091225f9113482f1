package dev.armature.engine.move;

import dev.armature.metadata.database.DatabaseException;
import dev.armature.metadata.database.TenantRoles;
import dev.armature.metadata.database.TenantSchemas;
import dev.armature.metadata.tenant.TenantId;
import java.util.List;
import java.util.UUID;

/** What is in a home of a tenant that lives in another: a copy that was left, or half made. */
final class OldCopy {

    private static final int BATCH = 10_000;
    private static final String STILL_NEEDED = "2BP01";

    private final Side side;
    private final TenantId tenant;

    OldCopy(Side side, TenantId tenant) {
        this.side = side;
        this.tenant = tenant;
    }

    /**
     * Whether there is one.
     *
     * @throws MoveFailed when there is a tenant with the same number that is another
     */
    boolean isThere(UUID uid) {
        List<UUID> found =
                side.all(
                        "select uid from tenant where tenant_id = " + tenant.value(),
                        row -> row.getObject(1, UUID.class));
        if (!found.isEmpty() && !found.getFirst().equals(uid)) {
            throw new MoveFailed(
                    "There is another tenant with the number %d in %s: its tables are of another installation"
                            .formatted(tenant.value(), side.home()));
        }
        return !found.isEmpty();
    }

    /**
     * Deletes it, some rows at a time. The tenant's own row comes last, as it says whose the others
     * are; in the common home it stays, being the directory's.
     *
     * @param ownToo whether the tenant's own tables are a copy as well
     */
    void delete(boolean ownToo) {
        for (Place place : Places.shared(side, side.home())) {
            if (place.kind() != Place.Kind.TENANT) {
                delete(place);
            }
        }
        if (ownToo) {
            dropOwn();
        }
        side.execute(
                side.home().isCommon()
                        ? "update tenant set away = true where tenant_id = " + tenant.value()
                        : "delete from tenant where tenant_id = " + tenant.value());
        new Capture(side, tenant).end();
    }

    private void delete(Place place) {
        String some =
                "delete from %1$s where ctid = any (array(select ctid from %1$s where %2$s limit %3$d))"
                        .formatted(place.name(), place.isOf(tenant), BATCH);
        int deleted = BATCH;
        while (deleted == BATCH) {
            deleted = side.execute(some);
        }
    }

    private void dropOwn() {
        side.execute(
                "drop schema if exists %s cascade; drop schema if exists %s cascade"
                        .formatted(TenantSchemas.views(tenant), TenantSchemas.tables(tenant)));
        String appRole = side.home().application().user();
        for (String role :
                List.of(
                        TenantRoles.readers(appRole, tenant),
                        TenantRoles.viewMaker(appRole, tenant),
                        TenantRoles.of(appRole, tenant))) {
            dropRole(role);
        }
    }

    private void dropRole(String role) {
        List<Integer> found =
                side.all("select 1 from pg_roles where rolname = " + Side.literal(role), row -> 1);
        if (found.isEmpty()) {
            return;
        }
        try {
            side.execute(
                    "grant %1$s to current_user; drop owned by %1$s; drop role %1$s"
                            .formatted(Side.quoted(role)));
        } catch (DatabaseException e) {
            // Another database of the same server has tables that it guards.
            if (!e.state().equals(STILL_NEEDED)) {
                throw e;
            }
        }
    }
}
