package dev.armature.engine.usage;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.limit.RateLimitOptions;
import dev.armature.engine.sql.Sql;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.tenant.TenantId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a tenant uses and may use, as its own administrators see it. Thread-safe. */
public final class TenantUsage {

    /** How many days it tells of, today's included. */
    public static final int DAYS = 30;

    private final TenantDatabase database;
    private final QuotaOptions quotas;
    private final int requests;

    /**
     * @param quotas what every tenant may have that nothing else was said of
     * @param requests how many requests a minute such a tenant may make; 0 for any number
     */
    public TenantUsage(TenantDatabase database, QuotaOptions quotas, @Nullable Integer requests) {
        this.database = database;
        this.quotas = quotas;
        this.requests = Objects.requireNonNullElse(requests, RateLimitOptions.DEFAULT_TENANT);
    }

    /** What there is now, what may be, and what was used day by day, as it is answered. */
    public ObjectNode get(TenantId tenant) {
        return database.transaction(
                tenant,
                connection -> {
                    ObjectNode json = now(connection, tenant);
                    addDays(connection, tenant, json);
                    return json;
                });
    }

    private ObjectNode now(Connection connection, TenantId tenant) {
        return Sql.of(
                        "select tenant_records(), coalesce(sum(s.files), 0), coalesce(sum(s.file_bytes), 0), t.record_quota, t.file_quota, t.request_quota,"
                                + " (select count(*) from user_account u where u.tenant_id = t.tenant_id and u.active), t.plugin_quota, ",
                        PluginTime.ofMonth("t.tenant_id"),
                        " from tenant t left join tenant_stock s on s.tenant_id = t.tenant_id where t.tenant_id = ",
                        Sql.number(tenant.value()),
                        " group by t.tenant_id, t.record_quota, t.file_quota, t.request_quota, t.plugin_quota")
                .first(connection, this::now)
                .orElseThrow();
    }

    private ObjectNode now(ResultSet row) throws SQLException {
        ObjectNode json = Json.object();
        json.putObject("records")
                .put("used", row.getLong(1))
                .put("quota", quota(row, 4, quotas.records()));
        json.put("files", row.getLong(2));
        json.putObject("fileBytes")
                .put("used", row.getLong(3))
                .put("quota", quota(row, 5, quotas.fileBytes()));
        json.put("users", row.getLong(7));
        json.put("requestsPerMinute", quota(row, 6, requests));
        json.putObject("pluginCpuMillisThisMonth")
                .put("used", row.getLong(9) / UsageMeter.MICROS)
                .put("quota", quota(row, 8, quotas.pluginCpuMillis()));
        return json;
    }

    /** What may be used; null for any number. */
    private static @Nullable Long quota(ResultSet row, int column, long otherwise)
            throws SQLException {
        long own = row.getLong(column);
        long quota = row.wasNull() ? otherwise : own;
        return quota == 0 ? null : (Long) quota;
    }

    private record Day(String date, long requests, long pluginMicros) {}

    private static void addDays(Connection connection, TenantId tenant, ObjectNode json) {
        List<Day> days =
                Sql.of(
                                "select d.day::date::text, coalesce(u.requests, 0), coalesce(u.plugin_micros, 0)"
                                        + " from generate_series((now() at time zone 'UTC')::date - ",
                                Sql.number(DAYS - 1),
                                "::int, (now() at time zone 'UTC')::date, interval '1 day') d(day)"
                                        + " left join tenant_usage u on u.day = d.day::date and u.tenant_id = ",
                                Sql.number(tenant.value()),
                                " order by d.day")
                        .all(
                                connection,
                                row -> new Day(row.getString(1), row.getLong(2), row.getLong(3)));
        json.put("requests", days.stream().mapToLong(Day::requests).sum());
        json.put(
                "pluginCpuMillis",
                days.stream().mapToLong(Day::pluginMicros).sum() / UsageMeter.MICROS);
        ArrayNode list = json.putArray("days");
        days.forEach(day ->
                list.addObject()
                        .put("day", day.date)
                        .put("requests", day.requests)
                        .put("pluginCpuMillis", day.pluginMicros / UsageMeter.MICROS));
    }
}
