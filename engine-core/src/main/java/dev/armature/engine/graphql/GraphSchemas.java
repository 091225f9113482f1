package dev.armature.engine.graphql;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.armature.metadata.model.Grants;
import dev.armature.metadata.model.TenantModel;
import dev.armature.metadata.tenant.TenantId;
import java.util.Set;

/** The schemas that were used lately. Thread-safe. */
final class GraphSchemas {

    /** How much all schemas may weigh that are kept; a field of a schema weighs about two. */
    static final int MAX_WEIGHT = 200_000;

    private final Cache<Key, GraphSchema> kept =
            Caffeine.newBuilder()
                    .maximumWeight(MAX_WEIGHT)
                    .weigher((Key key, GraphSchema schema) -> schema.weight())
                    .build();

    /** Whoever has the same roles at the same version sees the same schema. */
    private record Key(TenantId tenant, long version, boolean all, Set<String> roles) {}

    /**
     * The schema of a tenant's metadata.
     *
     * @param model as those see it who ask
     */
    GraphSchema of(TenantModel model) {
        Grants grants = model.grants();
        Key key = new Key(model.tenant(), model.version(), grants.isAll(), grants.roles());
        return kept.get(key, unknown -> GraphSchemaMaker.make(model));
    }
}
