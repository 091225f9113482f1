package dev.armature.engine.erasure;

import dev.armature.engine.sql.Sql;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.tenant.TenantId;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The tables that hold what is tenants', as the catalogue of the database has them: one that is
 * added is among them without anybody naming it.
 */
final class TenantTables {

    private TenantTables() {}

    private record Reference(String from, String to) {}

    /** All of them, each before those that it refers to. */
    static List<String> inOrder(Connection connection) {
        Set<String> left = new LinkedHashSet<>(all(connection));
        List<Reference> references = references(connection);
        List<String> order = new ArrayList<>();
        while (!left.isEmpty()) {
            List<String> free =
                    left.stream().filter(table -> !isReferred(table, left, references)).toList();
            if (free.isEmpty()) {
                throw new IllegalStateException("tables refer to each other in a circle: " + left);
            }
            order.addAll(free);
            free.forEach(left::remove);
        }
        return order;
    }

    private static boolean isReferred(String table, Set<String> left, List<Reference> references) {
        return references.stream()
                .anyMatch(reference ->
                        reference.to.equals(table)
                                && !reference.from.equals(table)
                                && left.contains(reference.from));
    }

    private static List<String> all(Connection connection) {
        return Sql.raw(
                        """
                        select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid
                        where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
                            and a.attname = 'tenant_id' and not a.attisdropped
                        order by c.relname
                        """)
                .all(connection, row -> row.getString(1));
    }

    private static List<Reference> references(Connection connection) {
        return Sql.raw(
                        """
                        select f.relname, t.relname from pg_constraint k
                        join pg_class f on f.oid = k.conrelid join pg_class t on t.oid = k.confrelid
                        where k.contype = 'f' and f.relnamespace = current_schema()::regnamespace
                        """)
                .all(connection, row -> new Reference(row.getString(1), row.getString(2)));
    }

    /** The tables in a schema, which a tenant has for its large objects. */
    static List<String> of(Connection connection, String schema) {
        return Sql.of(
                        "select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind = 'r' and n.nspname = ",
                        Sql.value(schema, ColumnType.TEXT),
                        " order by c.relname")
                .all(connection, row -> row.getString(1));
    }

    /** Deletes a tenant's rows of a table; says how many there were. */
    static long delete(Connection connection, String table, TenantId tenant) {
        return Sql.of(
                        "delete from \"" + table + "\" where tenant_id = ",
                        Sql.number(tenant.value()))
                .execute(connection);
    }
}
