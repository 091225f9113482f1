package dev.armature.engine.move;

import dev.armature.engine.storage.OwnTableMaker;
import dev.armature.metadata.database.TenantSchemas;
import dev.armature.metadata.tenant.TenantId;
import java.util.List;
import java.util.stream.Stream;

/**
 * The tables of a tenant's own, for its large objects. Homes in one database share them; in another
 * database they are made anew, as the catalogue of the old one has them.
 */
final class OwnTables {

    private final Side side;
    private final TenantId tenant;

    OwnTables(Side side, TenantId tenant) {
        this.side = side;
        this.tenant = tenant;
    }

    /** A column beside those that every such table has. */
    private record Column(String table, String name, String type) {}

    /**
     * Makes the same tables at another home, without their indexes.
     *
     * @throws MoveFailed while one is on its way to or from a table of its own
     */
    void makeAt(Side to) {
        requireSettled();
        OwnTableMaker maker = new OwnTableMaker(to.home().application().user());
        for (String table : tables()) {
            to.with(connection ->
                    maker.make(connection, tenant, Integer.parseInt(table.substring(1))));
        }
        for (Column column : columns()) {
            to.execute(
                    "alter table %s.%s add column if not exists %s %s"
                            .formatted(
                                    schema(),
                                    Side.quoted(column.table),
                                    Side.quoted(column.name),
                                    column.type));
        }
    }

    /** Makes their indexes there too. */
    void indexAt(Side to) {
        indexes().forEach(to::execute);
    }

    /** Whether they are as they were. */
    void requireUnchanged(List<String> before) {
        if (!description().equals(before)) {
            throw new MoveFailed(
                    "The storage of an object was changed meanwhile; move the tenant again");
        }
        requireSettled();
    }

    /** All that is said of them by the catalogue. */
    List<String> description() {
        List<String> columns = columns().stream().map(Column::toString).toList();
        return Stream.of(tables(), columns, indexes()).flatMap(List::stream).toList();
    }

    /** An object that is on its way between its places is not copied halfway. */
    void requireSettled() {
        List<Integer> moving =
                side.all(
                        "select object_id from record_table where state in ('filling', 'returning') and tenant_id = "
                                + tenant.value(),
                        row -> row.getInt(1));
        if (!moving.isEmpty()) {
            throw new MoveFailed(
                    "Records of an object are on their way between the shared store and a table of their own; wait for that job, or cancel it");
        }
    }

    private String schema() {
        return TenantSchemas.tables(tenant);
    }

    private List<String> tables() {
        return side.all(
                "select c.relname from pg_class c join pg_namespace s on s.oid = c.relnamespace where c.relkind = 'r' and s.nspname = '%s' order by 1"
                        .formatted(schema()),
                row -> row.getString(1));
    }

    private List<Column> columns() {
        return side.all(
                """
                select c.relname, a.attname, format_type(a.atttypid, a.atttypmod)
                    || case when l.collname <> 'default' then format(' collate %%I.%%I', ls.nspname, l.collname) else '' end
                from pg_class c join pg_namespace s on s.oid = c.relnamespace
                join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
                left join pg_collation l on l.oid = a.attcollation left join pg_namespace ls on ls.oid = l.collnamespace
                where c.relkind = 'r' and s.nspname = '%s' order by 1, 2
                """
                        .formatted(schema()),
                row -> new Column(row.getString(1), row.getString(2), row.getString(3)));
    }

    private List<String> indexes() {
        return side.all(
                """
                select pg_get_indexdef(i.indexrelid) from pg_index i
                join pg_class c on c.oid = i.indrelid join pg_namespace s on s.oid = c.relnamespace
                where s.nspname = '%s' and not i.indisprimary and i.indisvalid order by 1
                """
                        .formatted(schema()),
                row -> row.getString(1));
    }
}
