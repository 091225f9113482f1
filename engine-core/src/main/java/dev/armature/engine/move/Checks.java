package dev.armature.engine.move;

import dev.armature.metadata.tenant.TenantId;
import java.util.List;

/**
 * Whether both homes have the same rows: how many of each table, and a sum over what is in them.
 * The old home is asked for what it would write to the new one.
 */
final class Checks {

    private final Side from;
    private final Side to;
    private final TenantId tenant;

    Checks(Side from, Side to, TenantId tenant) {
        this.from = from;
        this.to = to;
        this.tenant = tenant;
    }

    /** How many rows there are, and the sum of what is in them. */
    private record Sum(long rows, String sum) {}

    /**
     * Compares all rows.
     *
     * @param condition what the old home's events are held to that were copied
     * @return how many there are
     */
    long all(List<Place> places, String condition) {
        long rows = 0;
        for (Place place : places) {
            String of = place.isOf(tenant);
            String copied = place.kind() == Place.Kind.EVENTS ? of + " and " + condition : of;
            rows +=
                    require(
                            place,
                            sum(from, place.values(), place.name() + " where " + copied),
                            sum(to, place.names(), place.name() + " where " + of));
        }
        return rows;
    }

    /** Compares the rows whose keys were noted. */
    void noted(Place place) {
        require(
                place,
                sum(from, "r.*", place.ofNoted(tenant, place.values())),
                sum(to, "r.*", place.ofNoted(tenant, place.names())));
    }

    private static Sum sum(Side side, String values, String rows) {
        return side.one(
                "select count(*), coalesce(sum(('x' || left(md5(s::text), 16))::bit(64)::bigint), 0)::text from (select %s from %s) s"
                        .formatted(values, rows),
                row -> new Sum(row.getLong(1), row.getString(2)));
    }

    private static long require(Place place, Sum before, Sum after) {
        if (before.rows != after.rows) {
            throw new MoveFailed(
                    "The copy of %s has %d rows and not %d"
                            .formatted(place.name(), after.rows, before.rows));
        }
        if (!before.sum.equals(after.sum)) {
            throw new MoveFailed(
                    "The copy of %s is not what was copied: its checksum is another"
                            .formatted(place.name()));
        }
        return before.rows;
    }
}
