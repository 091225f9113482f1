package dev.armature.engine.usage;

import dev.armature.engine.sql.Sql;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.tenant.TenantId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts requests, by tenant and by API key, and the processor time of plugins by tenant. Counting
 * costs an addition in memory; every few seconds what was counted is added to the day's figures,
 * and what a node counted since then is lost if it is killed. Thread-safe.
 */
public final class UsageMeter implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(UsageMeter.class);

    /** How many microseconds a millisecond has. */
    static final long MICROS = 1_000;

    private static final Duration INTERVAL = Duration.ofSeconds(5);

    private final TenantDatabase database;
    private final Map<TenantId, Counts> counts = new ConcurrentHashMap<>();
    private final Semaphore stop = new Semaphore(0);
    private final Thread thread;

    private record Counts(LongAdder requests, LongAdder pluginMicros, Map<UUID, LongAdder> keys) {
        Counts() {
            this(new LongAdder(), new LongAdder(), new ConcurrentHashMap<>());
        }

        LongAdder key(UUID id) {
            return keys.computeIfAbsent(id, fresh -> new LongAdder());
        }
    }

    /** What was counted of an API key. */
    private record KeyCount(UUID key, long requests) {}

    public UsageMeter(TenantDatabase database) {
        this.database = database;
        this.thread = Thread.ofVirtual().name("usage").start(this::loop);
    }

    /** Somebody made a request of the tenant. */
    public void request(TenantId tenant) {
        request(tenant, null);
    }

    /**
     * Somebody of the tenant made a request.
     *
     * @param key the API key by which they made it, if they did by one
     */
    public void request(TenantId tenant, @Nullable UUID key) {
        Counts counted = counts(tenant);
        counted.requests.increment();
        if (key != null) {
            counted.key(key).increment();
        }
    }

    /** A plugin ran for the tenant. */
    public void plugin(TenantId tenant, Duration cpu) {
        counts(tenant).pluginMicros.add(TimeUnit.NANOSECONDS.toMicros(cpu.toNanos()));
    }

    /** The processor time of the tenant's plugins that this node has not written down. */
    long unwrittenPluginMicros(TenantId tenant) {
        Counts known = counts.get(tenant);
        return known == null ? 0 : known.pluginMicros.sum();
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

    /** Adds what was counted to the day's figures, and to the month's of keys. */
    public void flush() {
        counts.forEach((tenant, counted) -> {
            long requests = counted.requests.sumThenReset();
            long micros = counted.pluginMicros.sumThenReset();
            List<KeyCount> keys = taken(counted.keys);
            if (requests + micros > 0) {
                try {
                    add(tenant, requests, micros, keys);
                } catch (RuntimeException e) {
                    counted.requests.add(requests);
                    counted.pluginMicros.add(micros);
                    keys.forEach(key -> counted.key(key.key).add(key.requests));
                    LOG.warn("Usage is written down later: {}", e.toString());
                }
            }
        });
    }

    // Counters stay: one that was taken away could be counted in meanwhile.
    private static List<KeyCount> taken(Map<UUID, LongAdder> counted) {
        return counted.entrySet().stream()
                .map(key -> new KeyCount(key.getKey(), key.getValue().sumThenReset()))
                .filter(key -> key.requests > 0)
                .toList();
    }

    private void add(TenantId tenant, long requests, long micros, List<KeyCount> keys) {
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
        database.transaction(
                tenant,
                connection -> {
                    sql.execute(connection);
                    if (!keys.isEmpty()) {
                        ofKeys(tenant, keys).execute(connection);
                    }
                    return true;
                });
    }

    // After the tenant's day, whose row others wait for: so nodes do not wait for each other's
    // keys.
    private static Sql ofKeys(TenantId tenant, List<KeyCount> keys) {
        return Sql.of(
                "insert into api_key_usage as u (tenant_id, key_id, month, requests) select k.tenant_id, k.id, date_trunc('month', now() at time zone 'UTC')::date, c.requests from unnest(",
                Sql.array(keys.stream().map(KeyCount::key).toList(), ColumnType.UUID),
                ", ",
                Sql.array(keys.stream().map(KeyCount::requests).toList(), "bigint"),
                ") c(id, requests) join api_key k on k.id = c.id where k.tenant_id = ",
                Sql.number(tenant.value()),
                " on conflict (tenant_id, key_id, month) do update set requests = u.requests + excluded.requests");
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
