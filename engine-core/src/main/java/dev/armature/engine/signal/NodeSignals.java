package dev.armature.engine.signal;

import dev.armature.engine.home.Homes;
import dev.armature.engine.redis.RedisLink;
import dev.armature.metadata.change.MetadataPublisher;
import dev.armature.metadata.change.TenantModels;
import dev.armature.metadata.database.DatabaseAddress;
import dev.armature.metadata.database.DatabaseException;
import dev.armature.metadata.home.Home;
import dev.armature.metadata.tenant.TenantId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Everything by which this node hears of others and lets others hear of it. */
public final class NodeSignals implements MetadataPublisher.Announcer, AutoCloseable {

    private final Homes homes;
    private final TenantModels models;
    private final Map<Database, PostgresSignals> postgres = new ConcurrentHashMap<>();
    private final RedisSignals redis;

    /** Where something is listened for. */
    private record Database(String host, int port, String name) {

        static Database of(Home home) {
            DatabaseAddress address = home.application();
            return new Database(address.host(), address.port(), address.database());
        }
    }

    public NodeSignals(Homes homes, RedisLink redis, TenantModels models) {
        this.homes = homes;
        this.models = models;
        this.redis = new RedisSignals(redis, models);
        homes.homes().forEach(this::listen);
        homes.onReached(this::listen);
    }

    // Schemas of one database have one channel.
    private void listen(Home home) {
        postgres.computeIfAbsent(
                Database.of(home),
                database ->
                        new PostgresSignals(
                                home.application(),
                                models,
                                () -> models.doubt(tenant -> isIn(database, tenant)),
                                home.isCommon() ? homes::wake : () -> {}));
    }

    // Of a tenant whose home is not known for certain everything is doubted.
    private boolean isIn(Database database, TenantId tenant) {
        try {
            return Database.of(homes.homeOf(tenant)).equals(database);
        } catch (DatabaseException e) {
            return true;
        }
    }

    @Override
    public void announce(TenantId tenant, long version) {
        // PostgreSQL tells by itself, when the change is committed.
        redis.announce(tenant, version);
    }

    @Override
    public void close() {
        postgres.values().forEach(PostgresSignals::close);
    }
}
