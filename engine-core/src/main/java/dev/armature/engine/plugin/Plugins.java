package dev.armature.engine.plugin;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.tenant.TenantId;
import java.time.Duration;
import java.util.List;

/**
 * The plugins that tenants have installed, as this node knows them. A change made here is known at
 * once, one made elsewhere within two seconds. Thread-safe.
 */
public final class Plugins {

    private static final Duration BELIEVED_FOR = Duration.ofSeconds(2);

    private final PluginStore store;
    private final Cache<TenantId, List<InstalledPlugin>> known =
            Caffeine.newBuilder().maximumSize(10_000).expireAfterWrite(BELIEVED_FOR).build();

    public Plugins(PluginStore store) {
        this.store = store;
    }

    /** All plugins of a tenant, in the order in which they were installed. */
    public List<InstalledPlugin> of(TenantId tenant) {
        return known.get(tenant, store::list);
    }

    /** A plugin of a tenant, or the answer that it is not there. */
    public InstalledPlugin required(TenantId tenant, String id) {
        return store.list(tenant).stream()
                .filter(plugin -> plugin.id().equals(id))
                .findFirst()
                .orElseThrow(() -> EngineException.notFound("The plugin \"" + id + "\""));
    }

    /** Something about a tenant's plugins was changed. */
    void changed(TenantId tenant) {
        known.invalidate(tenant);
    }
}
