package dev.armature.engine.plugin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.access.Caller;
import dev.armature.engine.audit.AuditEvent;
import dev.armature.engine.audit.AuditKind;
import dev.armature.engine.sql.Queries;
import dev.armature.engine.sql.Sql;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.problem.Problems;
import dev.armature.metadata.tenant.TenantId;
import dev.armature.plugin.archive.PluginArchive;
import dev.armature.plugin.manifest.CapabilitiesReader;
import dev.armature.plugin.manifest.PluginManifest;
import dev.armature.plugin.sandbox.LogLine;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Keeps a tenant's plugins and what they write to their logs. Thread-safe. */
public final class PluginStore {

    /** How many lines of a plugin's log one answer lists. */
    public static final int LISTED_LINES = 200;

    private static final String COLUMNS =
            "manifest, state, state_reason, granted, settings, checksum, server_module, installed_at";

    private final TenantDatabase database;

    public PluginStore(TenantDatabase database) {
        this.database = database;
    }

    /** A line of a plugin's log. */
    public record Line(String at, String level, String message) {
        public ObjectNode toJson() {
            return Json.object().put("at", at).put("level", level).put("message", message);
        }
    }

    /** All plugins of a tenant, in the order in which they were installed. */
    public List<InstalledPlugin> list(TenantId tenant) {
        return list(database, tenant);
    }

    /** The same within a transaction of the tenant. */
    public List<InstalledPlugin> list(Connection connection, TenantId tenant) {
        return list(Queries.within(connection), tenant);
    }

    private static List<InstalledPlugin> list(Queries queries, TenantId tenant) {
        Sql sql =
                Sql.of(
                        "select ",
                        COLUMNS,
                        " from plugin where tenant_id = ",
                        Sql.number(tenant.value()),
                        " order by installed_at, id");
        List<InstalledPlugin> plugins = new ArrayList<>();
        queries.query(
                tenant,
                sql,
                rows -> {
                    while (rows.next()) {
                        plugins.add(read(rows));
                    }
                });
        return plugins;
    }

    private static InstalledPlugin read(ResultSet row) throws SQLException {
        Problems problems = new Problems();
        PluginManifest manifest = PluginManifest.read(Json.read(row.getString(1)), "", problems);
        if (!problems.isEmpty()) {
            throw new IllegalStateException("a stored manifest does not read: " + problems.list());
        }
        return new InstalledPlugin(
                manifest,
                InstalledPlugin.State.valueOf(row.getString(2).toUpperCase(Locale.ROOT)),
                row.getString(3),
                CapabilitiesReader.read(Json.read(row.getString(4)), "", problems),
                Json.readObject(row.getString(5)),
                row.getString(6),
                row.getString(7),
                row.getObject(8, OffsetDateTime.class).toInstant());
    }

    /**
     * Stores a plugin, or another version of it, within a transaction of the tenant. What it asks
     * for is granted.
     */
    void put(Connection connection, TenantId tenant, UUID by, PluginArchive archive) {
        PluginManifest manifest = archive.manifest();
        Sql.of(
                        "insert into plugin (tenant_id, id, version, state, manifest, granted, settings, checksum, server_module, installed_by) values (",
                        Sql.join(
                                ", ",
                                List.of(
                                        Sql.number(tenant.value()),
                                        text(manifest.id()),
                                        text(manifest.version().toString()),
                                        Sql.raw("'enabled'"),
                                        Sql.of(text(Json.write(archive.manifestJson())), "::jsonb"),
                                        Sql.of(
                                                text(Json.write(manifest.capabilities().toJson())),
                                                "::jsonb"),
                                        Sql.raw("'{}'"),
                                        text(archive.checksum()),
                                        text(archive.serverModule()),
                                        Sql.value(by, ColumnType.UUID))),
                        ") on conflict (tenant_id, id) do update set version = excluded.version, state = excluded.state, state_reason = null,",
                        " manifest = excluded.manifest, granted = excluded.granted, checksum = excluded.checksum, server_module = excluded.server_module")
                .execute(connection);
    }

    /** Removes a plugin within a transaction of the tenant. */
    void remove(Connection connection, TenantId tenant, String plugin) {
        Sql.of("delete from plugin_log where ", is(tenant, "plugin_id", plugin))
                .execute(connection);
        Sql.of("delete from plugin where ", is(tenant, "id", plugin)).execute(connection);
    }

    /** Switches a plugin on or off; gives whether it is there. */
    boolean setState(
            TenantId tenant, String plugin, InstalledPlugin.State state, @Nullable String reason) {
        return database.transaction(tenant, state(tenant, plugin, state, reason)::execute) == 1;
    }

    /** The same for somebody who asks for it, which is noted. */
    void setState(Caller by, String plugin, InstalledPlugin.State state) {
        Sql sql = state(by.tenantId(), plugin, state, null);
        database.transaction(
                by.tenantId(),
                connection -> {
                    AuditEvent.by(by.userId(), AuditKind.PLUGIN_SWITCHED, plugin)
                            .with("state", state.word())
                            .write(connection, by.tenantId());
                    return sql.execute(connection);
                });
    }

    private static Sql state(
            TenantId tenant, String plugin, InstalledPlugin.State state, @Nullable String reason) {
        return Sql.of(
                "update plugin set state = ",
                text(state.word()),
                ", state_reason = ",
                text(reason),
                " where ",
                is(tenant, "id", plugin));
    }

    /**
     * Adds to a plugin's log, in a transaction of its own: it stays when the write it was part of
     * does not.
     */
    void log(TenantId tenant, String plugin, List<LogLine> lines) {
        Sql sql =
                Sql.of(
                        "insert into plugin_log (tenant_id, plugin_id, level, message) select ",
                        Sql.number(tenant.value()),
                        "::int, ",
                        text(plugin),
                        ", n.level, n.message from unnest(",
                        Sql.array(
                                lines.stream()
                                        .map(line ->
                                                line.level().toString().toLowerCase(Locale.ROOT))
                                        .toList(),
                                ColumnType.TEXT),
                        ", ",
                        Sql.array(
                                lines.stream()
                                        .map(line -> line.message().replace("\0", ""))
                                        .toList(),
                                ColumnType.TEXT),
                        ") as n(level, message)");
        database.transaction(tenant, sql::execute);
    }

    /** The newest lines of a plugin's log, newest first. */
    public List<Line> log(TenantId tenant, String plugin) {
        Sql sql =
                Sql.of(
                        "select at, level, message from plugin_log where ",
                        is(tenant, "plugin_id", plugin),
                        " order by id desc limit ",
                        Sql.number(LISTED_LINES));
        List<Line> lines = new ArrayList<>();
        database.query(
                tenant,
                sql,
                rows -> {
                    while (rows.next()) {
                        lines.add(
                                new Line(
                                        rows.getObject(1, OffsetDateTime.class)
                                                .toInstant()
                                                .toString(),
                                        rows.getString(2),
                                        rows.getString(3)));
                    }
                });
        return lines;
    }

    private static Sql is(TenantId tenant, String column, String plugin) {
        return Sql.of(
                "tenant_id = ", Sql.number(tenant.value()), " and ", column, " = ", text(plugin));
    }

    private static Sql text(@Nullable String value) {
        return Sql.value(value, ColumnType.TEXT);
    }
}
