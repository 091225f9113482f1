package dev.armature.engine.move;

import dev.armature.metadata.tenant.TenantId;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The copy of a tenant at its new home: made at one moment, and brought after what is written since
 * by the keys that were noted. The tenant is away there, and has nothing there that a loop over all
 * tenants would take up, until it {@link #arrive arrives}.
 */
final class Copy {

    /** How far numbers are advanced beyond what is needed: others may be taking some. */
    private static final int AHEAD = 100;

    private final Side from;
    private final Side to;
    private final TenantId tenant;
    private final List<Place> places;
    private final Copier copier;
    private final Checks checks;
    private final boolean direct;
    private Cursor read = new Cursor("0", 0);

    /** How far events have been read. */
    private record Cursor(String transaction, long id) {

        static Cursor at(Side side, String locking) {
            return side.one(
                    "select transaction_id::text, id from outbox_cursor" + locking,
                    row -> new Cursor(row.getString(1), row.getLong(2)));
        }

        String until() {
            return "(transaction_id, id) <= " + place();
        }

        String after() {
            return "(transaction_id, id) > " + place();
        }

        private String place() {
            return "('%s'::xid8, %d)".formatted(transaction, id);
        }
    }

    /**
     * @param places what is copied, the tenant first
     */
    Copy(Side from, Side to, TenantId tenant, List<Place> places) {
        this.from = from;
        this.to = to;
        this.tenant = tenant;
        this.places = places;
        this.copier = new Copier(from, to);
        this.checks = new Checks(from, to, tenant);
        this.direct = !to.one("select row_security_active('record')", row -> row.getBoolean(1));
    }

    /** Copies all that there is at one moment, table by table. */
    long begin(MoveProgress progress) {
        // Events that were read have the lowest number that there is; no loop is before it.
        to.execute("update outbox_cursor set transaction_id = '2' where transaction_id < '2'");
        long rows = 0;
        from.begin("repeatable read, read only");
        try {
            read = Cursor.at(from, "");
            for (Place place : followed()) {
                String of = place.isOf(tenant);
                String which = place.kind() == Place.Kind.EVENTS ? of + " and " + read.until() : of;
                long copied =
                        put(
                                place,
                                "select %s from %s where %s"
                                        .formatted(place.values(), place.name(), which));
                progress.copied(place.name(), copied);
                rows += copied;
            }
        } finally {
            from.rollback();
        }
        return rows;
    }

    private List<Place> followed() {
        return places.stream().filter(Place::isFollowed).toList();
    }

    private long put(Place place, String query) {
        if (place.kind() == Place.Kind.OWN || direct && place.kind() != Place.Kind.TENANT) {
            return copier.copy(query, place.name() + " (" + place.names() + ")");
        }
        return insert(place, copier.staged(place, query));
    }

    // In the common home the directory's row is there already, and stays.
    private int insert(Place place, String rows) {
        if (place.kind() != Place.Kind.TENANT) {
            return to.execute(
                    "insert into %s (%s) overriding system value %s"
                            .formatted(place.name(), place.names(), rows));
        }
        String updates =
                place.columns().stream()
                        .map(c -> Side.quoted(c.name()) + " = excluded." + Side.quoted(c.name()))
                        .collect(Collectors.joining(", "));
        return to.execute(
                "insert into tenant (%s, away) overriding system value select s.*, true from (%s) s on conflict (tenant_id) do update set %s, away = true"
                        .formatted(place.names(), rows, updates));
    }

    /**
     * Brings after what was written since the last time.
     *
     * @return how many keys were noted
     */
    long catchUp() {
        return catchUp(false);
    }

    /** The same, and then compares all rows of both homes as they were at that moment. */
    long catchUpAndCheck() {
        return catchUp(true);
    }

    private long catchUp(boolean check) {
        from.begin("repeatable read");
        try {
            to.begin("read committed");
            Cursor now = Cursor.at(from, "");
            long noted = bringAfter(now).values().stream().mapToLong(n -> n).sum();
            if (check) {
                checks.all(followed(), now.until());
            }
            to.commit();
            from.commit();
            read = now;
            return noted;
        } catch (RuntimeException e) {
            to.rollback();
            from.rollback();
            throw e;
        }
    }

    /** Makes the rows of the keys that were noted what they are by now. */
    private Map<String, Long> bringAfter(Cursor now) {
        take();
        Map<String, Long> noted =
                from
                        .all(
                                "select place, count(*) from pg_temp.noted group by place",
                                row -> Map.entry(row.getString(1), row.getLong(2)))
                        .stream()
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        for (Place place : followed()) {
            if (noted.containsKey(place.name())) {
                bringAfter(place);
            }
            if (place.kind() == Place.Kind.EVENTS) {
                bringEvents(place, read.after() + " and " + now.until());
            }
        }
        return noted;
    }

    private void take() {
        for (Side side : List.of(from, to)) {
            side.execute(
                    "create temp table if not exists noted (place text not null, key jsonb not null) on commit delete rows");
        }
        from.execute(
                "with gone as (delete from tenant_move_change where tenant_id = %d returning place, key) insert into pg_temp.noted select distinct place, key from gone"
                        .formatted(tenant.value()));
        copier.copy("select place, key from pg_temp.noted", "pg_temp.noted (place, key)");
    }

    private void bringAfter(Place place) {
        if (place.kind() != Place.Kind.TENANT) {
            to.execute(
                    "delete from %s where ctid = any (array(select r.ctid from %s))"
                            .formatted(place.name(), place.ofNoted(tenant, "t.ctid")));
        }
        String rows = place.ofNoted(tenant, place.values());
        if (place.kind() == Place.Kind.EVENTS) {
            // Those that were not read by the last time come by their order.
            rows =
                    "(select * from %s where r.was_read) r"
                            .formatted(
                                    place.ofNoted(
                                            tenant,
                                            place.values() + ", " + read.until() + " as was_read"));
        }
        String values =
                place.columns().stream()
                        .map(c -> "r." + Side.quoted(c.name()))
                        .collect(Collectors.joining(", "));
        insert(place, copier.staged(place, "select " + values + " from " + rows));
    }

    private void bringEvents(Place place, String which) {
        insert(
                place,
                copier.staged(
                        place,
                        "select %s from %s where %s and %s"
                                .formatted(
                                        place.values(), place.name(), place.isOf(tenant), which)));
    }

    /**
     * Brings the last after, while nobody writes, with the work that waits; compares what it
     * brought; and has the tenant at work. All of it is taken back with the transactions that are
     * open on both sides then.
     */
    void arrive(int patienceMillis) {
        from.begin("read committed");
        to.begin("read committed");
        from.execute("set local lock_timeout = " + patienceMillis);
        // Nobody reads on, or counts what was read, until this ends.
        Cursor now = Cursor.at(from, " for update");
        Map<String, Long> noted = bringAfter(now);
        for (Place place : places) {
            if (place.kind() == Place.Kind.QUEUE) {
                insert(
                        place,
                        copier.staged(
                                place,
                                "select %s from %s where %s"
                                        .formatted(
                                                place.values(), place.name(), place.isOf(tenant))));
                checks.all(List.of(place), "true");
            } else if (place.kind() == Place.Kind.EVENTS) {
                bringUnread(place, now);
            } else if (noted.containsKey(place.name())) {
                checks.noted(place);
            }
        }
        liven();
        read = now;
    }

    private void bringUnread(Place place, Cursor now) {
        String names = place.names();
        copier.staged(
                place,
                "select %s from %s where %s and %s"
                        .formatted(names, place.name(), place.isOf(tenant), now.after()));
        String values =
                place.columns().stream()
                        .map(c ->
                                c.name().equals("transaction_id")
                                        ? "pg_current_xact_id()"
                                        : Side.quoted(c.name()))
                        .collect(Collectors.joining(", "));
        to.execute(
                "insert into %s (%s) overriding system value select %s from pg_temp.staged"
                        .formatted(place.name(), names, values));
    }

    private void liven() {
        to.execute("update tenant set away = false where tenant_id = " + tenant.value());
        renewLayouts();
        advanceNumbers();
    }

    /**
     * Has nodes read again which role may use tables of the tenant's own, where that is another.
     */
    private void renewLayouts() {
        if (from.home().application().user().equals(to.home().application().user())) {
            return;
        }
        String of = " where tenant_id = " + tenant.value();
        to.execute(
                "update tenant set metadata_version = metadata_version + 1"
                        + of
                        + " and exists (select from object_definition o where o.tenant_id = tenant.tenant_id and o.table_layout is not null)");
        // What the trigger would keep that a move does not set off.
        to.execute(
                "insert into metadata_replaced (tenant_id, kind, object_id, id, changed_in, replaced_in, was)"
                        + " select o.tenant_id, 'object', o.id, o.id, o.changed_in, t.metadata_version, to_jsonb(o) from object_definition o join tenant t using (tenant_id)"
                        + of
                        + " and o.table_layout is not null and o.changed_in < t.metadata_version");
        to.execute(
                "update object_definition set changed_in = (select t.metadata_version from tenant t"
                        + of
                        + ")"
                        + of
                        + " and table_layout is not null");
    }

    /** Has the new home give no number that a row of the tenant has already. */
    private void advanceNumbers() {
        List<String> advances =
                to.all(
                        """
                        select format('select setval(%%L, m.highest + %d) from (select max(%%I) as highest from %%I where tenant_id = %d) m, %%s s where m.highest >= s.last_value',
                            pg_get_serial_sequence(c.oid::regclass::text, a.attname), a.attname, c.relname, pg_get_serial_sequence(c.oid::regclass::text, a.attname))
                        from pg_class c join pg_attribute a on a.attrelid = c.oid
                        where c.relnamespace = '%s'::regnamespace and c.relkind = 'r' and a.attidentity <> '' and not a.attisdropped
                            and c.relname not in ('tenant', 'tenant_move_change')
                            and exists (select from pg_attribute n where n.attrelid = c.oid and n.attname = 'tenant_id' and not n.attisdropped)
                        """
                                .formatted(AHEAD, tenant.value(), to.home().schema()),
                        row -> row.getString(1));
        advances.forEach(advance -> to.all(advance, row -> row.getLong(1)));
    }

    /** Has the old home take up nothing of the tenant any more, within the open transaction. */
    void leave() {
        String of = " where tenant_id = " + tenant.value();
        from.execute("update tenant set away = true" + of);
        from.execute("delete from outbox" + of + " and " + read.after());
        for (Place place : places) {
            if (place.kind() == Place.Kind.QUEUE) {
                from.execute("delete from " + place.name() + of);
            }
        }
    }
}
