package dev.armature.engine.signal;

import dev.armature.engine.redis.RedisLink;
import dev.armature.metadata.change.TenantModels;
import dev.armature.metadata.tenant.TenantId;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.StringCodec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells and hears of new metadata through a Redis topic. While Redis is away PostgreSQL carries the
 * news. Thread-safe.
 */
final class RedisSignals {

    private static final Logger LOG = LoggerFactory.getLogger(RedisSignals.class);
    private static final String TOPIC = "armature:metadata";

    private final RedisLink redis;
    private final TenantModels models;
    private volatile boolean listening;

    RedisSignals(RedisLink redis, TenantModels models) {
        this.redis = redis;
        this.models = models;
        redis.whenConnected(this::listen);
    }

    private void listen(RedissonClient client) {
        client.getTopic(TOPIC, StringCodec.INSTANCE)
                .addListener(String.class, (channel, message) -> heard(message));
        listening = true;
        // What was said before we listened is not repeated.
        models.doubtAll();
    }

    private void heard(String message) {
        Announcement announcement = Announcement.parse(message);
        models.heardOf(announcement.tenant(), announcement.version());
    }

    /** Tells the other nodes of a version that was just published. Never fails and never waits. */
    void announce(TenantId tenant, long version) {
        RedissonClient connected = redis.client();
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

    /** Whether it hears what others say. */
    boolean isListening() {
        return listening;
    }
}
