package dev.armature.engine.move;

import dev.armature.metadata.tenant.TenantId;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A table that has rows of a tenant, as a move goes through it.
 *
 * @param name as statements name it, with its schema where the table is the tenant's own
 * @param columns those that are written, by their names
 * @param key the columns of the primary key
 */
record Place(String name, Kind kind, List<Column> columns, List<Column> key) {

    /** How a table is gone through. */
    enum Kind {
        /** Copied, and followed by the keys of what is written. */
        PLAIN,
        /** The same; the row stays, whatever else goes, where it is part of the directory. */
        TENANT,
        /**
         * Events. They are copied when they have been read at the old home, as read; the others
         * come last, to be read at the new one.
         */
        EVENTS,
        /** Work that would be begun as soon as it is there: comes last, all of it. */
        QUEUE,
        /** A table of the tenant's own, whose rows are all its. */
        OWN
    }

    /**
     * A column.
     *
     * @param value what is written of it to the new home
     */
    record Column(String name, String type, String value) {}

    Place {
        columns = List.copyOf(columns);
        key = List.copyOf(key);
    }

    /** Whether keys of what is written are noted. */
    boolean isFollowed() {
        return kind != Kind.QUEUE;
    }

    String names() {
        return columns.stream().map(c -> Side.quoted(c.name)).collect(Collectors.joining(", "));
    }

    String values() {
        return columns.stream()
                .map(c -> c.value + " as " + Side.quoted(c.name))
                .collect(Collectors.joining(", "));
    }

    String keyNames() {
        return key.stream().map(c -> Side.quoted(c.name)).collect(Collectors.joining(", "));
    }

    /** The condition that a row is the tenant's, or none. */
    String isOf(TenantId tenant) {
        return kind == Kind.OWN ? "true" : "tenant_id = " + tenant.value();
    }

    /** The keys that were noted of this table, each once, with the types of its columns. */
    String noted() {
        return key.stream()
                .map(c ->
                        "(n.key ->> %s)::%s as %s"
                                .formatted(
                                        Side.literal(c.name), c.type, Side.quoted("k_" + c.name)))
                .collect(
                        Collectors.joining(
                                ", ",
                                "(select distinct ",
                                " from pg_temp.noted n where n.place = "
                                        + Side.literal(name)
                                        + ") k"));
    }

    /**
     * What is selected of the rows whose keys were noted, found one by one by the index of the key.
     */
    String ofNoted(TenantId tenant, String selected) {
        String isNoted =
                key.stream()
                        .map(c -> "t." + Side.quoted(c.name) + " = k." + Side.quoted("k_" + c.name))
                        .collect(Collectors.joining(" and "));
        return "%s cross join lateral (select %s from %s t where %s and %s offset 0) r"
                .formatted(noted(), selected, name, isOf(tenant), isNoted);
    }

    /** The same table as the other home has it; what is written of columns aside. */
    boolean isLike(Place other) {
        return name.equals(other.name)
                && types(columns).equals(types(other.columns))
                && types(key).equals(types(other.key));
    }

    private static Map<String, String> types(List<Column> columns) {
        return columns.stream().collect(Collectors.toMap(Column::name, Column::type));
    }
}
