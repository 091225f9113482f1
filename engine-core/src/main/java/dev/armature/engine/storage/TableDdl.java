package dev.armature.engine.storage;

import dev.armature.engine.query.SearchSql;
import dev.armature.engine.sql.Sql;
import dev.armature.metadata.database.TenantRoles;
import dev.armature.metadata.database.TenantSchemas;
import dev.armature.metadata.definition.IndexColumns;
import dev.armature.metadata.definition.TableLayout;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.tenant.TenantId;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The statements that make and change objects' own tables. Each does nothing where what it makes is
 * there already. Locks that readers and writers would wait behind are given up soon and tried
 * again.
 */
final class TableDdl {

    private static final String LOCK_TIMEOUT = "2s";
    private static final int MAX_TRIES = 15;
    private static final Duration PAUSE = Duration.ofMillis(400);
    private static final String LOCK_NOT_AVAILABLE = "55P03";
    private static final String DUPLICATE_OBJECT = "42710";

    private final String appRole;

    /**
     * @param appRole the role that the application connects as
     */
    TableDdl(String appRole) {
        this.appRole = appRole;
    }

    /** Where an object's own table is to be; its columns are yet to come. */
    TableLayout layout(TenantId tenant, int objectId) {
        return new TableLayout(
                TenantSchemas.tables(tenant),
                "o" + objectId,
                TenantRoles.of(appRole, tenant),
                Map.of(),
                Set.of(),
                Set.of(),
                Set.of());
    }

    void createTable(Connection owner, TableLayout layout) throws SQLException {
        createRole(owner, layout.role());
        grantRole(owner, layout.role());
        String role = quoted(owner, layout.role());
        OwnerDatabase.execute(owner, "create schema if not exists " + layout.schema());
        OwnerDatabase.execute(owner, "grant usage on schema " + layout.schema() + " to " + role);
        // Wide columns first, for alignment; room in each page for updates that touch no index.
        OwnerDatabase.execute(
                owner,
                """
                create table if not exists %s (
                    created_at timestamptz not null,
                    updated_at timestamptz not null,
                    deleted_at timestamptz,
                    version int not null,
                    id uuid primary key,
                    owner_id uuid,
                    created_by uuid,
                    updated_by uuid,
                    data jsonb not null
                ) with (fillfactor = 85)
                """
                        .formatted(layout.qualifiedName()));
        OwnerDatabase.execute(
                owner,
                "grant select, insert, update, delete on "
                        + layout.qualifiedName()
                        + " to "
                        + role);
    }

    /** Makes a role that nobody signs in as, unless it is there. */
    void createRole(Connection owner, String name) throws SQLException {
        if (exists(owner, name)) {
            return;
        }
        try {
            OwnerDatabase.execute(owner, "create role " + quoted(owner, name) + " nologin");
        } catch (SQLException e) {
            // Another node was quicker.
            if (!DUPLICATE_OBJECT.equals(e.getSQLState())) {
                throw e;
            }
        }
    }

    /** The application uses the tenant's role only by becoming it. */
    private void grantRole(Connection owner, String name) throws SQLException {
        String role = quoted(owner, name);
        OwnerDatabase.execute(
                owner, "grant " + quoted(owner, TenantRoles.group(appRole)) + " to " + role);
        OwnerDatabase.execute(
                owner,
                "grant "
                        + role
                        + " to "
                        + quoted(owner, appRole)
                        + " with inherit false, set true");
    }

    private static boolean exists(Connection owner, String role) {
        return Sql.of("select from pg_roles where rolname = ", Sql.value(role, ColumnType.TEXT))
                .first(owner, row -> true)
                .isPresent();
    }

    private static String quoted(Connection owner, String name) throws SQLException {
        try (var statement = owner.createStatement()) {
            return statement.enquoteIdentifier(name, true);
        }
    }

    void dropTable(Connection owner, TableLayout layout) throws SQLException {
        patiently(owner, "drop table if exists " + layout.qualifiedName());
    }

    /**
     * Adds a field's column; one of another type, which a formula had before, or with an index of
     * another kind goes first.
     */
    void addColumn(Connection owner, TableLayout layout, FieldModel field, ColumnIndex kind)
            throws SQLException {
        if (hasOtherType(owner, layout, field) || hasOtherIndex(owner, layout, field, kind)) {
            dropColumn(owner, layout, field.id());
        }
        patiently(
                owner,
                "alter table %s add column if not exists %s %s"
                        .formatted(
                                layout.qualifiedName(),
                                TableLayout.columnName(field.id()),
                                type(field)));
    }

    private static boolean hasOtherType(Connection owner, TableLayout layout, FieldModel field) {
        return Sql.of(
                        "select from pg_attribute where attrelid = to_regclass(",
                        Sql.value(layout.qualifiedName(), ColumnType.TEXT),
                        ") and attname = ",
                        Sql.value(TableLayout.columnName(field.id()), ColumnType.TEXT),
                        " and not attisdropped and atttypid <> to_regtype(",
                        Sql.value(field.type().column().sql(), ColumnType.TEXT),
                        ")")
                .first(owner, row -> true)
                .isPresent();
    }

    private static boolean hasOtherIndex(
            Connection owner, TableLayout layout, FieldModel field, ColumnIndex kind) {
        String method =
                switch (kind) {
                    case ORDERED -> "btree";
                    case EQUALITY -> "hash";
                };
        return Sql.of(
                        "select from pg_class c join pg_am a on a.oid = c.relam join pg_namespace n on n.oid = c.relnamespace where n.nspname = ",
                        Sql.value(layout.schema(), ColumnType.TEXT),
                        " and c.relname = ",
                        Sql.value(indexName(layout, field.id()), ColumnType.TEXT),
                        " and a.amname <> ",
                        Sql.value(method, ColumnType.TEXT))
                .first(owner, row -> true)
                .isPresent();
    }

    private static String indexName(TableLayout layout, int fieldId) {
        return layout.table() + "_" + TableLayout.columnName(fieldId);
    }

    // Texts are compared by code point, whatever the database's own order is.
    private static String type(FieldModel field) {
        ColumnType column = field.type().column();
        return column == ColumnType.TEXT ? "text collate \"C\"" : column.sql();
    }

    void dropColumn(Connection owner, TableLayout layout, int fieldId) throws SQLException {
        patiently(
                owner,
                "alter table %s drop column if exists %s"
                        .formatted(layout.qualifiedName(), TableLayout.columnName(fieldId)));
    }

    /**
     * Indexes a column's live records while others read and write. An index that an earlier try
     * left unfinished is made anew.
     */
    void index(Connection owner, TableLayout layout, int fieldId, ColumnIndex kind)
            throws SQLException {
        String column = TableLayout.columnName(fieldId);
        index(
                owner,
                layout,
                indexName(layout, fieldId),
                switch (kind) {
                    case ORDERED -> "(" + column + ", id)";
                    case EQUALITY -> "using hash (" + column + ")";
                });
    }

    /** The same over several columns. The id goes the way of the last, as lists are ordered. */
    void index(Connection owner, TableLayout layout, IndexColumns index) throws SQLException {
        String columns =
                index.fields().stream()
                        .map(field ->
                                TableLayout.columnName(Math.abs(field))
                                        + (field < 0 ? " desc nulls first" : ""))
                        .collect(Collectors.joining(", "));
        String id = index.fields().getLast() < 0 ? "id desc" : "id";
        index(owner, layout, name(layout, index), "(" + columns + ", " + id + ")");
    }

    private static String name(TableLayout layout, IndexColumns index) {
        return layout.table()
                + index.fields().stream()
                        .map(field -> (field < 0 ? "_d" : "_c") + Math.abs(field))
                        .collect(Collectors.joining());
    }

    /**
     * Gives a table the indexes that find parts of the texts of some fields, and no others of their
     * kind. They cost every write that changes a record, and lists nothing: they need not be told
     * of. Deleted records are in them too, as PostgreSQL keeps no statistics of what is in the
     * index of a part: it has to know which words are frequent.
     *
     * @return whether any was made; the table wants to be analysed then
     */
    boolean textIndexes(Connection owner, TableLayout layout, List<FieldModel> fields)
            throws SQLException {
        Map<String, FieldModel> wanted = new TreeMap<>();
        fields.forEach(field -> wanted.put(SearchSql.indexName(layout, field), field));
        List<String> there = textIndexes(owner, layout);
        for (Map.Entry<String, FieldModel> index : wanted.entrySet()) {
            makeIndex(owner, layout, index.getKey(), SearchSql.index(index.getValue()));
        }
        for (String name : there) {
            if (!wanted.containsKey(name)) {
                drop(owner, layout, name);
            }
        }
        return !there.containsAll(wanted.keySet());
    }

    private static List<String> textIndexes(Connection owner, TableLayout layout) {
        return Sql.of(
                        "select indexname from pg_indexes where schemaname = ",
                        Sql.value(layout.schema(), ColumnType.TEXT),
                        " and tablename = ",
                        Sql.value(layout.table(), ColumnType.TEXT),
                        " and indexname ~ '_(r|t|rich|text|richwords|words)[0-9]+$'")
                .all(owner, row -> row.getString(1));
    }

    /** Drops an index over several columns while others read and write. */
    void dropIndex(Connection owner, TableLayout layout, IndexColumns index) throws SQLException {
        drop(owner, layout, name(layout, index));
    }

    private static void drop(Connection owner, TableLayout layout, String name)
            throws SQLException {
        OwnerDatabase.execute(
                owner, "drop index concurrently if exists " + layout.schema() + "." + name);
    }

    private static void index(Connection owner, TableLayout layout, String name, String columns)
            throws SQLException {
        makeIndex(owner, layout, name, columns + " where deleted_at is null");
    }

    private static void makeIndex(Connection owner, TableLayout layout, String name, String columns)
            throws SQLException {
        if (isUnfinished(owner, layout.schema(), name)) {
            drop(owner, layout, name);
        }
        OwnerDatabase.execute(
                owner,
                "create index concurrently if not exists %s on %s %s"
                        .formatted(name, layout.qualifiedName(), columns));
    }

    private static boolean isUnfinished(Connection owner, String schema, String index) {
        return Sql.of(
                        "select from pg_index x join pg_class c on c.oid = x.indexrelid join pg_namespace n on n.oid = c.relnamespace where n.nspname = ",
                        Sql.value(schema, ColumnType.TEXT),
                        " and c.relname = ",
                        Sql.value(index, ColumnType.TEXT),
                        " and not x.indisvalid")
                .first(owner, row -> true)
                .isPresent();
    }

    /**
     * Tells the planner what is in the table, and which of its pages everybody sees alike: figures
     * come from an index alone only where that is known.
     */
    void analyze(Connection owner, TableLayout layout) throws SQLException {
        OwnerDatabase.execute(owner, "vacuum (analyze) " + layout.qualifiedName());
    }

    private static void patiently(Connection owner, String statement) throws SQLException {
        for (int tried = 1; ; tried++) {
            try {
                OwnerDatabase.execute(owner, "set lock_timeout = '" + LOCK_TIMEOUT + "'");
                OwnerDatabase.execute(owner, statement);
                OwnerDatabase.execute(owner, "set lock_timeout = 0");
                return;
            } catch (SQLException e) {
                if (!LOCK_NOT_AVAILABLE.equals(e.getSQLState()) || tried == MAX_TRIES) {
                    throw e;
                }
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for a table", e);
        }
    }
}
