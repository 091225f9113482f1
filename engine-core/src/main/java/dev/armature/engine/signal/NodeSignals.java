package dev.armature.engine.signal;

import dev.armature.metadata.change.MetadataPublisher;
import dev.armature.metadata.change.TenantModels;
import dev.armature.metadata.database.DatabaseAddress;
import dev.armature.metadata.tenant.TenantId;
import org.jspecify.annotations.Nullable;

/** Everything by which this node hears of others and lets others hear of it. */
public final class NodeSignals implements MetadataPublisher.Announcer, AutoCloseable {

    private final PostgresSignals postgres;
    private final @Nullable RedisSignals redis;

    /**
     * @param redisUrl null where there is no Redis
     */
    public NodeSignals(DatabaseAddress database, @Nullable String redisUrl, TenantModels models) {
        this.postgres = new PostgresSignals(database, models);
        this.redis = redisUrl == null ? null : new RedisSignals(redisUrl, models);
    }

    @Override
    public void announce(TenantId tenant, long version) {
        // PostgreSQL tells by itself, when the change is committed.
        if (redis != null) {
            redis.announce(tenant, version);
        }
    }

    @Override
    public void close() {
        postgres.close();
        if (redis != null) {
            redis.close();
        }
    }
}
