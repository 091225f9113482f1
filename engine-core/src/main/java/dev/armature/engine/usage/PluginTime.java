package dev.armature.engine.usage;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.armature.engine.sql.Sql;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.tenant.TenantId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;

/**
 * Holds the plugins of tenants to the processor time that they may take in a calendar month, in
 * UTC. What was used is asked for every two seconds at most, and what this node has not written
 * down yet is added: a call costs no statement, and a quota is overrun by what runs in the seconds
 * until other nodes' counts are known. Thread-safe.
 */
public final class PluginTime {

    /** What a quota of it is called. */
    public static final String QUOTA = "pluginCpuMillis";

    private static final Duration BELIEVED_FOR = Duration.ofSeconds(2);

    private final UsageMeter meter;
    private final QuotaOptions options;
    private final Cache<TenantId, Account> known =
            Caffeine.newBuilder().maximumSize(10_000).expireAfterWrite(BELIEVED_FOR).build();

    /**
     * @param quota in a month; 0 for any number
     * @param used of this month, in microseconds
     */
    private record Account(long quota, long used, LocalDate renewed) {

        /**
         * @param more microseconds that were not written down when it was read
         */
        boolean isUsedUp(long more) {
            return quota > 0 && (used + more) / UsageMeter.MICROS >= quota;
        }
    }

    public PluginTime(UsageMeter meter, QuotaOptions options) {
        this.meter = meter;
        this.options = options;
    }

    /**
     * Whether a plugin of the tenant may run.
     *
     * @param connection of a transaction of the tenant
     * @throws EngineException {@code quota_exceeded} when the month's time is used up
     */
    public void require(Connection connection, TenantId tenant) {
        Account account = known.get(tenant, asked -> read(connection, asked));
        if (account.isUsedUp(meter.unwrittenPluginMicros(tenant))) {
            throw new EngineException(
                    ErrorCode.QUOTA_EXCEEDED,
                    "The quota \"%s\" of this tenant is %,d a month and is used up, so that its plugins do not run; wait until %s (UTC), switch off the plugins that are not needed, or ask the operator of the installation to raise it"
                            .formatted(QUOTA, account.quota, account.renewed));
        }
    }

    // By the connection of who asks: one more could be what everybody who holds one waits for.
    private Account read(Connection connection, TenantId tenant) {
        return Sql.of(
                        "select t.plugin_quota, ",
                        ofMonth("t.tenant_id"),
                        ", (date_trunc('month', now() at time zone 'UTC') + interval '1 month')::date from tenant t where t.tenant_id = ",
                        Sql.number(tenant.value()))
                .first(connection, this::account)
                .orElseThrow();
    }

    private Account account(ResultSet row) throws SQLException {
        long own = row.getLong(1);
        long quota = row.wasNull() ? options.pluginCpuMillis() : own;
        return new Account(quota, row.getLong(2), row.getObject(3, LocalDate.class));
    }

    /** What plugins took this month, in microseconds, as far as it is written down. */
    static Sql ofMonth(String tenant) {
        return Sql.raw(
                "(select coalesce(sum(m.plugin_micros), 0) from tenant_usage m where m.tenant_id = "
                        + tenant
                        + " and m.day >= date_trunc('month', now() at time zone 'UTC')::date)");
    }
}
