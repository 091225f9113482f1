package dev.armature.engine.move;

import dev.armature.metadata.database.DatabaseException;
import dev.armature.metadata.home.Home;
import dev.armature.metadata.tenant.TenantId;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The triggers that note what is written of a tenant while it is copied, keep writers out while it
 * is switched, and refuse them afterwards.
 */
final class Capture {

    /** Held by all who write, shared, and by the switch alone; see {@code note_move}. */
    static final int LOCK = 1297045061;

    private static final int MAX_TRIES = 60;
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final Side side;
    private final TenantId tenant;

    Capture(Side side, TenantId tenant) {
        this.side = side;
        this.tenant = tenant;
    }

    /** Begins to note. When this returns, whatever was written without being noted is committed. */
    void begin(Home to, List<Place> places) {
        side.execute(
                "insert into tenant_move (tenant_id, target, state) values (%d, %d, 'copying')"
                        .formatted(tenant.value(), to.id()));
        places.forEach(this::watch);
    }

    private void watch(Place place) {
        String of = place.kind() == Place.Kind.OWN ? "" : "when (%s.tenant_id = %d) ";
        String noted =
                place.isFollowed()
                        ? place.key().stream()
                                .map(c -> ", " + Side.literal(c.name()))
                                .collect(Collectors.joining())
                        : "";
        // Of events that are added it is known by their order which are new.
        String added = place.kind() == Place.Kind.EVENTS ? "" : noted;
        patiently(
                trigger(
                        "w",
                        "insert or update",
                        place,
                        of.formatted("new", tenant.value()),
                        added));
        patiently(trigger("d", "delete", place, of.formatted("old", tenant.value()), noted));
    }

    private String trigger(String end, String on, Place place, String when, String noted) {
        return "create trigger %s after %s on %s for each row %sexecute function note_move(%d, %s%s)"
                .formatted(
                        name(end),
                        on,
                        place.name(),
                        when,
                        tenant.value(),
                        Side.literal(place.name()),
                        noted);
    }

    private String name(String end) {
        return "move_" + tenant.value() + "_" + end;
    }

    /** Takes the triggers away, all that there are, and what was noted. */
    void end() {
        List<String> drops =
                side.all(
                        """
                        select format('drop trigger %%I on %%s', t.tgname, t.tgrelid::regclass)
                        from pg_trigger t join pg_proc p on p.oid = t.tgfoid
                        where p.proname = 'note_move' and p.pronamespace = '%s'::regnamespace and t.tgname in ('%s', '%s')
                        """
                                .formatted(side.home().schema(), name("w"), name("d")),
                        row -> row.getString(1));
        drops.forEach(this::patiently);
        side.execute("delete from tenant_move_change where tenant_id = " + tenant.value());
        side.execute("delete from tenant_move where tenant_id = " + tenant.value());
    }

    /** Waits for writers, but keeps nobody waiting for long who comes after. */
    private void patiently(String statement) {
        for (int tried = 1; ; tried++) {
            try {
                side.execute("set lock_timeout = '500ms'");
                side.execute(statement);
                side.execute("set lock_timeout = 0");
                return;
            } catch (DatabaseException e) {
                if (!e.isForWantOfALock()) {
                    throw e;
                }
                if (tried == MAX_TRIES) {
                    throw new MoveFailed(
                            "Somebody has held a lock for long, so that writers cannot be watched; see pg_stat_activity for transactions that were begun long ago",
                            e);
                }
                Pause.of(PAUSE);
            }
        }
    }

    /**
     * Waits for the tenant's writers for a moment, and keeps new ones out until {@link #release}.
     *
     * @return false when they took too long; they may write again then
     */
    boolean hold(Duration atMost) {
        try {
            side.execute("set lock_timeout = " + atMost.toMillis());
            side.execute("select pg_advisory_lock(%d, %d)".formatted(LOCK, tenant.value()));
            return true;
        } catch (DatabaseException e) {
            if (e.isForWantOfALock()) {
                return false;
            }
            throw e;
        } finally {
            side.execute("set lock_timeout = 0");
        }
    }

    void release() {
        side.execute("select pg_advisory_unlock(%d, %d)".formatted(LOCK, tenant.value()));
    }
}
