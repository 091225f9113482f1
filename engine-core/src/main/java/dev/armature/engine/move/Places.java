package dev.armature.engine.move;

import dev.armature.metadata.database.TenantRoles;
import dev.armature.metadata.database.TenantSchemas;
import dev.armature.metadata.home.Home;
import dev.armature.metadata.tenant.TenantId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The tables that hold what is a tenant's, as the catalogue of a home has them: one that is added
 * is moved without anybody naming it.
 */
final class Places {

    /** Those of the move itself. */
    private static final Set<String> OF_MOVES = Set.of("tenant_move", "tenant_move_change");

    /** Work that loops over all tenants of a home would begin before the tenant has arrived. */
    private static final Set<String> QUEUES =
            Set.of("audit_pending", "outgoing_mail", "record_table");

    private static final String TENANT = "tenant";
    private static final String EVENTS = "outbox";

    /** What a home says of where the tenant is. */
    private static final Set<String> OF_HOMES = Set.of("home_id", "away");

    /** The transaction that events have at a new home that were read at the old one: before all. */
    static final String READ = "'1'::xid8";

    // Numbers of transactions mean something in their own database alone.
    private static final Map<String, String> VALUES =
            Map.of(
                    "outbox.transaction_id",
                    READ,
                    "webhook_delivery.transaction_id",
                    "case when transaction_id is not null then " + READ + " end",
                    "webhook.since",
                    "'3:3:'::pg_snapshot");

    private static final Set<String> OF_ONE_DATABASE =
            Set.of("xid8", "pg_snapshot", "xid", "oid", "regclass", "pg_lsn");

    private Places() {}

    private record Found(String table, String column, String type, int inKey) {}

    /** The shared tables of a home, as they are written to another. */
    static List<Place> shared(Side side, Home to) {
        String query =
                """
                select c.relname, a.attname, format_type(a.atttypid, a.atttypmod), coalesce(array_position(i.indkey::int2[], a.attnum), -1)
                from pg_class c
                join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
                left join pg_index i on i.indrelid = c.oid and i.indisprimary
                where c.relnamespace = '%s'::regnamespace and c.relkind = 'r'
                    and exists (select from pg_attribute n where n.attrelid = c.oid and n.attname = 'tenant_id' and not n.attisdropped)
                order by c.relname, a.attname
                """
                        .formatted(side.home().schema());
        List<Place> places = new ArrayList<>();
        byTable(side, query)
                .forEach((table, columns) -> {
                    if (!OF_MOVES.contains(table)) {
                        places.add(place(side.home(), to, table, columns));
                    }
                });
        return places;
    }

    private static Map<String, List<Found>> byTable(Side side, String query) {
        Map<String, List<Found>> tables = new LinkedHashMap<>();
        side.all(
                        query,
                        row ->
                                new Found(
                                        row.getString(1),
                                        row.getString(2),
                                        row.getString(3),
                                        row.getInt(4)))
                .forEach(found ->
                        tables.computeIfAbsent(found.table, t -> new ArrayList<>()).add(found));
        return tables;
    }

    private static Place place(Home from, Home to, String table, List<Found> found) {
        Place.Kind kind =
                switch (table) {
                    case TENANT -> Place.Kind.TENANT;
                    case EVENTS -> Place.Kind.EVENTS;
                    default -> QUEUES.contains(table) ? Place.Kind.QUEUE : Place.Kind.PLAIN;
                };
        List<Found> written =
                found.stream()
                        .filter(c -> !table.equals(TENANT) || !OF_HOMES.contains(c.column))
                        .toList();
        return new Place(
                Side.quoted(table),
                kind,
                written.stream().map(c -> column(from, to, c)).toList(),
                key(from, to, written));
    }

    private static List<Place.Column> key(Home from, Home to, List<Found> found) {
        return found.stream().filter(c -> c.inKey >= 0).map(c -> column(from, to, c)).toList();
    }

    private static Place.Column column(Home from, Home to, Found found) {
        String name = found.table + "." + found.column;
        String value = VALUES.get(name);
        if (value == null && OF_ONE_DATABASE.contains(found.type)) {
            throw new MoveFailed(
                    "A move does not know what %s is in another home; this is a fault of the program"
                            .formatted(name));
        }
        if (name.equals("object_definition.table_layout")) {
            value = layout(from, to);
        }
        return new Place.Column(
                found.column, found.type, value == null ? Side.quoted(found.column) : value);
    }

    // The role of a tenant's own tables has the name of the application's role before it.
    private static String layout(Home from, Home to) {
        String before = prefix(from);
        String after = prefix(to);
        return "case when table_layout is not null then jsonb_set(table_layout, '{role}', to_jsonb(%s || substr(table_layout ->> 'role', %d))) end"
                .formatted(Side.literal(after), before.length() + 1);
    }

    private static String prefix(Home home) {
        String group = TenantRoles.group(home.application().user());
        return group.substring(0, group.length() - "_tenants".length());
    }

    /** The tables of a tenant's own, each the records of one object. */
    static List<Place> own(Side side, TenantId tenant) {
        String schema = TenantSchemas.tables(tenant);
        String query =
                """
                select c.relname, a.attname, format_type(a.atttypid, a.atttypmod), coalesce(array_position(i.indkey::int2[], a.attnum), -1)
                from pg_class c join pg_namespace s on s.oid = c.relnamespace
                join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
                left join pg_index i on i.indrelid = c.oid and i.indisprimary
                where s.nspname = '%s' and c.relkind = 'r'
                order by c.relname, a.attname
                """
                        .formatted(schema);
        List<Place> places = new ArrayList<>();
        Home home = side.home();
        byTable(side, query)
                .forEach((table, columns) ->
                        places.add(
                                new Place(
                                        schema + "." + Side.quoted(table),
                                        Place.Kind.OWN,
                                        columns.stream().map(c -> column(home, home, c)).toList(),
                                        key(home, home, columns))));
        return places;
    }
}
