package dev.armature.engine.storage;

import dev.armature.engine.place.RecordPlace;
import dev.armature.engine.query.ViewFormulas;
import dev.armature.engine.sql.Sql;
import dev.armature.metadata.database.TenantRoles;
import dev.armature.metadata.database.TenantSchemas;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.field.SecretType;
import dev.armature.metadata.home.Home;
import dev.armature.metadata.home.HomeAddresses;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.model.SystemField;
import dev.armature.metadata.model.TenantModel;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * Readable views of a tenant's objects, for people and their reporting tools. Each view shows what
 * a function of its own gives, which runs as a role that may read this tenant's tables and no
 * others, and is bound by row security in the shared one. The function looks where the records are
 * whenever it is asked, so moves need no new views. Thread-safe.
 */
public final class SqlViews {

    // One run at a time for a tenant; beside the key of metadata changes.
    private static final int LOCK = 0x41524d56;

    private final HomeAddresses homes;
    private final OwnerDatabase owner;

    public SqlViews(HomeAddresses homes) {
        this.homes = homes;
        this.owner = new OwnerDatabase(homes);
    }

    /**
     * What was made.
     *
     * @param role the role to grant to those who shall read the views
     */
    public record Made(String schema, String role, int views) {}

    /**
     * Makes the views, in place of those that were made before: all of them or, where something
     * else rests on one, none.
     *
     * @param sensitive whether values of sensitive fields are shown
     */
    public Made make(TenantModel model, boolean sensitive) {
        Home home = homes.homeOf(model.tenant());
        String readers = TenantRoles.readers(home.application().user(), model.tenant());
        owner.run(
                home,
                connection -> {
                    connection.setAutoCommit(false);
                    Sql.of(
                                    "select pg_advisory_xact_lock(",
                                    Sql.number(LOCK),
                                    ", ",
                                    Sql.number(model.tenant().value()),
                                    ")")
                            .query(connection, rows -> {});
                    try (Statement statement = connection.createStatement()) {
                        new Run(connection, statement, model, home, sensitive).make();
                    }
                    connection.commit();
                    return true;
                });
        return new Made(TenantSchemas.views(model.tenant()), readers, model.objects().size());
    }

    /** The making of one tenant's views. */
    private static final class Run {

        private final Connection connection;
        private final Statement statement;
        private final String platform;
        private final String appRole;
        private final TenantModel model;
        private final String schema;
        private final String readers;
        private final String maker;
        private final boolean sensitive;

        Run(
                Connection connection,
                Statement statement,
                TenantModel model,
                Home home,
                boolean sensitive)
                throws SQLException {
            this.platform = home.schema();
            this.appRole = home.application().user();
            this.sensitive = sensitive;
            this.connection = connection;
            this.statement = statement;
            this.model = model;
            this.schema = TenantSchemas.views(model.tenant());
            this.readers =
                    statement.enquoteIdentifier(TenantRoles.readers(appRole, model.tenant()), true);
            this.maker =
                    statement.enquoteIdentifier(
                            TenantRoles.viewMaker(appRole, model.tenant()), true);
        }

        void make() throws SQLException {
            roles();
            execute("set role " + maker);
            clear();
            for (ObjectModel object : model.objects()) {
                records(object);
            }
            for (ObjectModel object : model.objects()) {
                function(object);
                view(object);
            }
            execute("reset role");
        }

        private void execute(String sql) throws SQLException {
            OwnerDatabase.execute(connection, sql);
        }

        private String quoted(String name) throws SQLException {
            return statement.enquoteIdentifier(name, true);
        }

        private void roles() throws SQLException {
            TableDdl ddl = new TableDdl(appRole);
            String tables = ddl.layout(model.tenant(), 0).schema();
            ddl.createRole(connection, TenantRoles.readers(appRole, model.tenant()));
            ddl.createRole(connection, TenantRoles.viewMaker(appRole, model.tenant()));
            execute("grant " + maker + " to current_user with inherit true, set true");
            execute("grant " + quoted(TenantRoles.group(appRole)) + " to " + maker);
            execute("create schema if not exists " + schema + " authorization " + maker);
            // Tables that objects get later belong to the same role and lie in the same schema.
            execute("create schema if not exists " + tables);
            execute("grant usage on schema " + tables + " to " + maker);
            execute("grant select on all tables in schema " + tables + " to " + maker);
            execute(
                    "alter default privileges in schema "
                            + tables
                            + " grant select on tables to "
                            + maker);
        }

        /** Drops what was made before, and nothing that others made of it. */
        private void clear() throws SQLException {
            execute("grant usage on schema " + schema + " to " + readers);
            for (String view : names("select viewname from pg_views where schemaname = ", schema)) {
                execute("drop view " + schema + "." + quoted(view));
            }
            for (String function :
                    names(
                            "select p.proname from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname = ",
                            schema)) {
                execute("drop function " + schema + "." + quoted(function) + "()");
            }
        }

        private List<String> names(String query, String value) {
            return Sql.of(query, Sql.value(value, ColumnType.TEXT))
                    .all(connection, row -> row.getString(1));
        }

        /** The name, which no object has, of what lists an object's records for formulas. */
        private String lister(ObjectModel object) throws SQLException {
            return schema + "." + quoted("records." + object.id());
        }

        /** Lists live records for the functions of views, which formulas join; for nobody else. */
        private void records(ObjectModel object) throws SQLException {
            String name = lister(object) + "()";
            execute(
                    "create function %s returns table (id uuid, version int, created_at timestamptz, created_by uuid, updated_at timestamptz, updated_by uuid, owner_id uuid, data jsonb) language plpgsql stable set search_path = pg_catalog, pg_temp as %s"
                            .formatted(
                                    name,
                                    statement.enquoteLiteral(
                                            "begin\n"
                                                    + query(
                                                            object,
                                                            "r.id, r.version, r.created_at, r.created_by, r.updated_at, r.updated_by, r.owner_id, r.data",
                                                            "")
                                                    + "end\n")));
            execute("revoke all on function " + name + " from public");
        }

        private void function(ObjectModel object) throws SQLException {
            String name = schema + "." + quoted(object.name()) + "()";
            List<String> returned = new ArrayList<>();
            ViewFormulas formulas = formulas(object);
            Map<String, Column> columns = columns(object, formulas);
            for (Map.Entry<String, Column> column : columns.entrySet()) {
                returned.add(quoted(column.getKey()) + " " + column.getValue().type().sql());
            }
            execute(
                    "create function %s returns table (%s) language plpgsql stable security definer set search_path = pg_catalog, pg_temp as %s"
                            .formatted(
                                    name,
                                    String.join(", ", returned),
                                    statement.enquoteLiteral(body(object, formulas, columns))));
            execute("revoke all on function " + name + " from public");
            execute("grant execute on function " + name + " to " + readers);
        }

        // The tenant is set for the query inside and put back: whoever asks cannot choose it, and
        // does not keep it. Beside numbers and the platform's own names the text holds nothing but
        // what formulas say, as literals.
        private String body(ObjectModel object, ViewFormulas formulas, Map<String, Column> columns)
                throws SQLException {
            String shown =
                    columns.values().stream().map(Column::sql).collect(Collectors.joining(", "));
            return """
            declare
                before text := current_setting('app.tenant', true);
            begin
                perform set_config('app.tenant', '%d', true);
                %s
                perform set_config('app.tenant', coalesce(before, ''), true);
            end
            """
                    .formatted(
                            model.tenant().value(),
                            query(object, shown, formulas.joined().written(statement)));
        }

        /** Returns columns of live records, from wherever they are when it is asked. */
        private String query(ObjectModel object, String columns, String joined) {
            int tenant = model.tenant().value();
            String own = new TableDdl(appRole).layout(model.tenant(), object.id()).qualifiedName();
            return """
                if exists (select from %6$s.object_definition o
                        where o.tenant_id = %1$d and o.id = %2$d and o.table_layout is not null) then
                    return query select %3$s from %4$s r %5$s where r.deleted_at is null;
                else
                    return query select %3$s from %6$s.record r %5$s
                        where r.tenant_id = %1$d and r.object_id = %2$d and r.deleted_at is null;
                end if;
            """
                    .formatted(tenant, object.id(), columns, own, joined, platform);
        }

        private ViewFormulas formulas(ObjectModel object) throws SQLException {
            Map<Integer, String> listers = new HashMap<>();
            for (ObjectModel other : model.objects()) {
                listers.put(other.id(), lister(other));
            }
            return new ViewFormulas(
                    object,
                    other ->
                            RecordPlace.listed(
                                    other, Objects.requireNonNull(listers.get(other.id()))));
        }

        /** Names are those of the API: reserved words keep fields and system fields apart. */
        private Map<String, Column> columns(ObjectModel object, ViewFormulas formulas)
                throws SQLException {
            RecordPlace json = RecordPlace.at(object, null);
            Map<String, Column> columns = new LinkedHashMap<>();
            columns.put(SystemField.ID.fieldName(), system(SystemField.ID));
            for (FieldModel field : shown(object, sensitive)) {
                String value =
                        field.type().stored()
                                ? json.column("r", field)
                                : formulas.value(field).written(statement);
                columns.put(field.name(), new Column(field.type().column(), value));
            }
            for (SystemField field : SystemField.values()) {
                columns.putIfAbsent(field.fieldName(), system(field));
            }
            return columns;
        }

        private void view(ObjectModel object) throws SQLException {
            String view = schema + "." + quoted(object.name());
            execute("create view " + view + " as select * from " + view + "()");
            execute("grant select on " + view + " to " + readers);
            execute(
                    "comment on view "
                            + view
                            + " is "
                            + statement.enquoteLiteral(object.definition().header().label()));
            for (FieldModel field : shown(object, sensitive)) {
                execute(
                        "comment on column "
                                + view
                                + "."
                                + quoted(field.name())
                                + " is "
                                + statement.enquoteLiteral(field.definition().label()));
            }
        }
    }

    /** A column of a view, for a row that is seen by {@code r}. */
    private record Column(ColumnType type, String sql) {}

    private static Column system(SystemField field) {
        ColumnType type = field.columnType();
        return new Column(type, "r." + field.column() + "::" + type.sql());
    }

    /**
     * What is stored and no secret, and formulas and lookups that neither the user nor the time
     * decides; nothing sensitive unless that is asked for.
     */
    private static List<FieldModel> shown(ObjectModel object, boolean sensitive) {
        return object.fields().stream()
                .filter(field -> !(object.shown(field).type() instanceof SecretType))
                .filter(field -> field.type().stored() || object.reads(field).isFixed())
                .filter(field -> sensitive || !isSensitive(object, field))
                .toList();
    }

    private static boolean isSensitive(ObjectModel object, FieldModel field) {
        return field.definition().isSensitive() || object.shown(field).definition().isSensitive();
    }
}
