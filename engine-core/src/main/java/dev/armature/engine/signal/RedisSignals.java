package dev.armature.engine.signal;

import dev.armature.metadata.change.TenantModels;
import dev.armature.metadata.tenant.TenantId;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.StringCodec;
import org.redisson.config.Config;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells and hears of new metadata through a Redis topic. A Redis that is away, at the start or
 * later, is tried again until it is there; meanwhile PostgreSQL carries the news. Thread-safe.
 */
final class RedisSignals implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RedisSignals.class);
    private static final String TOPIC = "armature:metadata";
    private static final Duration RETRY = Duration.ofSeconds(2);

    private final String url;
    private final TenantModels models;
    private final Thread connecting;
    private volatile @Nullable RedissonClient client;
    private volatile boolean closing;

    /**
     * @param url such as {@code redis://host:6379}
     */
    RedisSignals(String url, TenantModels models) {
        this.url = url;
        this.models = models;
        this.connecting = Thread.ofVirtual().name("redis-connect").start(this::connect);
    }

    private void connect() {
        while (!closing && client == null) {
            try {
                RedissonClient connected = Redisson.create(config());
                connected
                        .getTopic(TOPIC, StringCodec.INSTANCE)
                        .addListener(String.class, (channel, message) -> heard(message));
                client = connected;
                // What was said before we listened is not repeated.
                models.doubtAll();
                LOG.info("Redis carries the news between nodes");
            } catch (RuntimeException e) {
                LOG.warn(
                        "Redis cannot be reached; PostgreSQL carries the news until it can: {}",
                        e.getMessage());
                pause();
            }
        }
    }

    private Config config() {
        Config config = new Config();
        config.setCodec(StringCodec.INSTANCE);
        config.useSingleServer()
                .setAddress(url)
                .setConnectionMinimumIdleSize(1)
                .setConnectionPoolSize(8)
                .setRetryAttempts(0)
                .setTimeout(1_000);
        return config;
    }

    private void heard(String message) {
        Announcement announcement = Announcement.parse(message);
        models.heardOf(announcement.tenant(), announcement.version());
    }

    /** Tells the other nodes of a version that was just published. Never fails and never waits. */
    public void announce(TenantId tenant, long version) {
        RedissonClient connected = client;
        if (connected != null) {
            var _ =
                    connected
                            .getTopic(TOPIC, StringCodec.INSTANCE)
                            .publishAsync(new Announcement(tenant, version).toString())
                            .exceptionally(failure -> {
                                LOG.warn("Redis did not take the news: {}", failure.getMessage());
                                return 0L;
                            });
        }
    }

    /** Whether Redis has been reached. */
    boolean isConnected() {
        return client != null;
    }

    private static void pause() {
        try {
            Thread.sleep(RETRY);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closing = true;
        connecting.interrupt();
        RedissonClient connected = client;
        if (connected != null) {
            connected.shutdown();
        }
    }
}
