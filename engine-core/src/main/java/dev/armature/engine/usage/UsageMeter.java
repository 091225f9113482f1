package dev.armature.engine.usage;

import dev.armature.engine.sql.Sql;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.metadata.tenant.TenantId;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts requests and the processor time of plugins by tenant. Counting costs an addition in
 * memory; every few seconds what was counted is added to the day's figures, and what a node counted
 * since then is lost if it is killed. Thread-safe.
 */
public final class UsageMeter implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(UsageMeter.class);
    private static final Duration INTERVAL = Duration.ofSeconds(5);

    private final TenantDatabase database;
    private final Map<TenantId, Counts> counts = new ConcurrentHashMap<>();
    private final Semaphore stop = new Semaphore(0);
    private final Thread thread;

    private record Counts(LongAdder requests, LongAdder pluginMicros) {
        Counts() {
            this(new LongAdder(), new LongAdder());
        }
    }

    public UsageMeter(TenantDatabase database) {
        this.database = database;
        this.thread = Thread.ofVirtual().name("usage").start(this::loop);
    }

    /** Somebody of the tenant made a request. */
    public void request(TenantId tenant) {
        counts(tenant).requests.increment();
    }

    /** A plugin ran for the tenant. */
    public void plugin(TenantId tenant, Duration cpu) {
        counts(tenant).pluginMicros.add(TimeUnit.NANOSECONDS.toMicros(cpu.toNanos()));
    }

    private Counts counts(TenantId tenant) {
        Counts known = counts.get(tenant);
        return known == null ? counts.computeIfAbsent(tenant, fresh -> new Counts()) : known;
    }

    private void loop() {
        try {
            while (!stop.tryAcquire(INTERVAL.toMillis(), TimeUnit.MILLISECONDS)) {
                flush();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Adds what was counted to the day's figures. */
    public void flush() {
        counts.forEach((tenant, counted) -> {
            long requests = counted.requests.sumThenReset();
            long micros = counted.pluginMicros.sumThenReset();
            if (requests + micros > 0) {
                try {
                    add(tenant, requests, micros);
                } catch (RuntimeException e) {
                    counted.requests.add(requests);
                    counted.pluginMicros.add(micros);
                    LOG.warn("Usage is written down later: {}", e.toString());
                }
            }
        });
    }

    private void add(TenantId tenant, long requests, long micros) {
        // What was counted of a tenant that was erased since is nobody's.
        Sql sql =
                Sql.of(
                        "insert into tenant_usage as u (tenant_id, day, requests, plugin_micros) select t.tenant_id, (now() at time zone 'UTC')::date, ",
                        Sql.number(requests),
                        "::bigint, ",
                        Sql.number(micros),
                        "::bigint from tenant t where t.tenant_id = ",
                        Sql.number(tenant.value()),
                        " on conflict (tenant_id, day) do update set requests = u.requests + excluded.requests, plugin_micros = u.plugin_micros + excluded.plugin_micros");
        database.transaction(tenant, sql::execute);
    }

    @Override
    public void close() {
        stop.release();
        try {
            thread.join(INTERVAL);
            flush();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
