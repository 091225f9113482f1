package dev.armature.engine.operator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.sql.Sql;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.metadata.database.DatabaseException;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.home.Home;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.tenant.TenantId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The tenants as operators see them: who they are and how much they use. Thread-safe. */
public final class OperatorTenants {

    private static final String COLUMNS =
            "tenant_id, uid, slug, name, created_at, suspended_at, request_quota, record_quota, file_quota, plugin_quota, erasure_due_at, home_id";

    private final OperatorDatabase database;

    public OperatorTenants(OperatorDatabase database) {
        this.database = database;
    }

    /** How much a tenant has now, and used in the last thirty days and in this month. */
    public record Usage(
            long records,
            long files,
            long fileBytes,
            long users,
            long requests,
            long pluginMicros,
            long pluginMicrosOfMonth) {

        private static Usage read(ResultSet row) throws SQLException {
            return new Usage(
                    row.getLong(1),
                    row.getLong(2),
                    row.getLong(3),
                    row.getLong(4),
                    row.getLong(5),
                    row.getLong(6),
                    row.getLong(7));
        }
    }

    /**
     * A tenant.
     *
     * @param number by which lists go on
     * @param home where it lives
     * @param quotas what it may use
     * @param erasureDueAt when it will be erased, as its administrators asked; or null
     */
    public record Entry(
            int number,
            int home,
            UUID id,
            String slug,
            String name,
            Instant createdAt,
            @Nullable Instant suspendedAt,
            TenantQuotas quotas,
            @Nullable Instant erasureDueAt) {

        private static Entry read(ResultSet row) throws SQLException {
            OffsetDateTime suspended = row.getObject(6, OffsetDateTime.class);
            OffsetDateTime erasureDue = row.getObject(11, OffsetDateTime.class);
            return new Entry(
                    row.getInt(1),
                    row.getInt(12),
                    row.getObject(2, UUID.class),
                    row.getString(3),
                    row.getString(4),
                    row.getObject(5, OffsetDateTime.class).toInstant(),
                    suspended == null ? null : suspended.toInstant(),
                    new TenantQuotas(
                            row.getObject(7, Integer.class),
                            row.getObject(8, Long.class),
                            row.getObject(9, Long.class),
                            row.getObject(10, Long.class)),
                    erasureDue == null ? null : erasureDue.toInstant());
        }

        private TenantId tenant() {
            return new TenantId(number);
        }

        private boolean isElsewhere() {
            return home != Home.COMMON;
        }

        private Entry in(int where) {
            return new Entry(
                    number, where, id, slug, name, createdAt, suspendedAt, quotas, erasureDueAt);
        }

        /**
         * As it is answered.
         *
         * @param usage null while it cannot be told, as the tenant's home is out of reach
         */
        public ObjectNode toJson(@Nullable Usage usage) {
            ObjectNode json =
                    Json.object()
                            .put("id", id.toString())
                            .put("slug", slug)
                            .put("name", name)
                            .put("home", home)
                            .put("createdAt", createdAt.toString())
                            .put("suspendedAt", suspendedAt == null ? null : suspendedAt.toString())
                            .put(
                                    "erasureDueAt",
                                    erasureDueAt == null ? null : erasureDueAt.toString());
            json.set("quotas", quotas.toJson());
            if (usage == null) {
                return json.putNull("usage");
            }
            json.putObject("usage")
                    .put("records", usage.records)
                    .put("files", usage.files)
                    .put("fileBytes", usage.fileBytes)
                    .put("users", usage.users)
                    .put("requests", usage.requests)
                    .put("pluginCpuMillis", usage.pluginMicros / 1_000)
                    .put("pluginCpuMillisThisMonth", usage.pluginMicrosOfMonth / 1_000);
            return json;
        }
    }

    /** Something that an operator did. */
    public record Done(
            Instant at, String operator, String kind, @Nullable UUID tenant, String detail) {

        private static Done read(ResultSet row) throws SQLException {
            return new Done(
                    row.getObject(1, OffsetDateTime.class).toInstant(),
                    row.getString(2),
                    row.getString(3),
                    row.getObject(4, UUID.class),
                    row.getString(5));
        }

        /** As it is answered. */
        public ObjectNode toJson() {
            ObjectNode json =
                    Json.object()
                            .put("at", at.toString())
                            .put("operator", operator)
                            .put("kind", kind)
                            .put("tenant", tenant == null ? null : tenant.toString());
            json.set("detail", Json.read(detail));
            return json;
        }
    }

    /** Some tenants after a number, in the order in which they came. */
    public List<Entry> list(int after, int most) {
        Sql sql =
                Sql.of(
                        "select ",
                        COLUMNS,
                        " from operator_tenants(",
                        Sql.number(after),
                        "::int, ",
                        Sql.number(most),
                        "::int)");
        return database.run(connection -> sql.all(connection, Entry::read)).stream()
                .map(this::knownAtHome)
                .toList();
    }

    // Of one whose home is out of reach there is what the directory has.
    private Entry knownAtHome(Entry entry) {
        try {
            return atHome(entry);
        } catch (DatabaseException e) {
            return entry;
        }
    }

    private Entry atHome(Entry entry) {
        if (!entry.isElsewhere()) {
            return entry;
        }
        database.learn(entry.tenant(), entry.home);
        return database.run(entry.tenant(), connection -> find(connection, entry.id))
                .in(entry.home);
    }

    /** One tenant. */
    public Entry required(UUID id) {
        return atHome(database.run(connection -> find(connection, id)));
    }

    private static Entry find(Connection connection, UUID id) {
        return Sql.of(
                        "select ",
                        COLUMNS,
                        " from operator_tenant(",
                        Sql.value(id, ColumnType.UUID),
                        ")")
                .first(connection, Entry::read)
                .orElseThrow(() -> EngineException.notFound("The tenant " + id));
    }

    /** What a tenant has and uses; null while its home is out of reach. */
    public @Nullable Usage usageIfKnown(Entry tenant) {
        try {
            return usage(tenant);
        } catch (DatabaseException e) {
            if (!tenant.isElsewhere()) {
                throw e;
            }
            return null;
        }
    }

    /** What a tenant has and uses. */
    public Usage usage(Entry tenant) {
        Sql sql =
                Sql.of(
                        "select records, files, file_bytes, users, requests, plugin_micros, plugin_micros_of_month from operator_usage(",
                        Sql.number(tenant.number),
                        "::int)");
        return database.run(
                tenant.tenant(), connection -> sql.first(connection, Usage::read).orElseThrow());
    }

    /** Keeps everybody of a tenant out, and its work waiting, within two seconds. */
    public Entry suspend(Operator by, UUID id, String reason) {
        return change(by, id, true, "tenant.suspended", Json.object().put("reason", reason));
    }

    /** Lets them in again, and the work go on. */
    public Entry resume(Operator by, UUID id) {
        return change(by, id, false, "tenant.resumed", Json.object());
    }

    private Entry change(Operator by, UUID id, boolean suspended, String kind, ObjectNode detail) {
        return change(
                by,
                id,
                kind,
                connection -> {
                    Entry tenant = find(connection, id);
                    boolean changed =
                            Sql.of(
                                            "select operator_suspend(",
                                            Sql.number(tenant.number),
                                            "::int, ",
                                            Sql.value(suspended, ColumnType.BOOLEAN),
                                            ")")
                                    .first(connection, row -> row.getBoolean(1))
                                    .orElseThrow();
                    if (!changed) {
                        throw new EngineException(
                                ErrorCode.STATE_CONFLICT,
                                suspended
                                        ? "The tenant is suspended already"
                                        : "The tenant is not suspended");
                    }
                    return detail;
                });
    }

    /** Says what a tenant may use, by a patch of what it may by now. */
    public Entry limit(Operator by, UUID id, UnaryOperator<TenantQuotas> patch) {
        return change(
                by,
                id,
                "quotas.changed",
                connection -> {
                    Entry tenant = find(connection, id);
                    TenantQuotas quotas = patch.apply(tenant.quotas);
                    Sql.of(
                                    "select operator_quota(",
                                    Sql.number(tenant.number),
                                    "::int, ",
                                    number(quotas.requests(), "int"),
                                    ", ",
                                    number(quotas.records(), "bigint"),
                                    ", ",
                                    number(quotas.fileBytes(), "bigint"),
                                    ", ",
                                    number(quotas.pluginCpuMillis(), "bigint"),
                                    ")::text")
                            .first(connection, row -> true);
                    return quotas.toJson();
                });
    }

    // What is done elsewhere is noted in the common home after it: both are one transaction only
    // where the tenant lives there too.
    private Entry change(
            Operator by, UUID id, String kind, TenantDatabase.Work<ObjectNode> change) {
        Entry tenant = required(id);
        if (tenant.isElsewhere()) {
            ObjectNode detail = database.run(tenant.tenant(), change);
            database.run(connection -> {
                note(connection, by, kind, id, detail);
                return true;
            });
            return required(id);
        }
        return database.run(connection -> {
            note(connection, by, kind, id, change.apply(connection));
            return find(connection, id);
        });
    }

    private static Sql number(@Nullable Number number, String type) {
        return number == null
                ? Sql.raw("null::" + type)
                : Sql.of(Sql.number(number.longValue()), "::" + type);
    }

    static void note(
            Connection connection,
            Operator by,
            String kind,
            @Nullable UUID tenant,
            ObjectNode detail) {
        Sql.of(
                        "insert into operator_entry (operator_id, tenant_uid, kind, detail) values (",
                        Sql.join(
                                ", ",
                                List.of(
                                        Sql.value(by.id(), ColumnType.UUID),
                                        tenant == null
                                                ? Sql.raw("null")
                                                : Sql.value(tenant, ColumnType.UUID),
                                        Sql.value(kind, ColumnType.TEXT),
                                        Sql.value(Json.write(detail), ColumnType.TEXT))),
                        ")")
                .execute(connection);
    }

    /** What operators did, the newest first. */
    public List<Done> log(int most) {
        Sql sql =
                Sql.of(
                        "select e.at, o.name, e.kind, e.tenant_uid, e.detail from operator_entry e join operator o on o.id = e.operator_id order by e.id desc limit ",
                        Sql.number(most));
        return database.run(connection -> sql.all(connection, Done::read));
    }
}
