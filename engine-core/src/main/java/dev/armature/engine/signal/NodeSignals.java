package dev.armature.engine.signal;

import dev.armature.engine.redis.RedisLink;
import dev.armature.metadata.change.MetadataPublisher;
import dev.armature.metadata.change.TenantModels;
import dev.armature.metadata.database.DatabaseAddress;
import dev.armature.metadata.tenant.TenantId;

/** Everything by which this node hears of others and lets others hear of it. */
public final class NodeSignals implements MetadataPublisher.Announcer, AutoCloseable {

    private final PostgresSignals postgres;
    private final RedisSignals redis;

    public NodeSignals(DatabaseAddress database, RedisLink redis, TenantModels models) {
        this.postgres = new PostgresSignals(database, models);
        this.redis = new RedisSignals(redis, models);
    }

    @Override
    public void announce(TenantId tenant, long version) {
        // PostgreSQL tells by itself, when the change is committed.
        redis.announce(tenant, version);
    }

    @Override
    public void close() {
        postgres.close();
    }
}
