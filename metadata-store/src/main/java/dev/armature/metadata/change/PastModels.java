package dev.armature.metadata.change;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.armature.metadata.database.TenantTransactions;
import dev.armature.metadata.definition.ObjectDefinition;
import dev.armature.metadata.definition.TenantDefinition;
import dev.armature.metadata.model.TenantModel;
import dev.armature.metadata.tenant.TenantId;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Metadata as it was at a moment, for who has the rights of now. A few of the models asked for last
 * are kept, within a weight limit. Thread-safe.
 */
public final class PastModels {

    /** The weight of all kept models together, counted as {@link TenantModels} does. */
    public static final long MAX_WEIGHT = TenantModels.MAX_WEIGHT / 10;

    private static final Duration KEPT = Duration.ofMinutes(10);

    private final TenantTransactions transactions;
    private final MetadataStore store;
    private final Cache<Key, TenantModel> cache =
            Caffeine.newBuilder()
                    .maximumWeight(MAX_WEIGHT)
                    .weigher((Key key, TenantModel model) -> TenantModels.weight(model))
                    .expireAfterAccess(KEPT)
                    .build();

    /** A version as it is seen with the rights of another. */
    private record Key(TenantId tenant, long version, long present) {}

    public PastModels(TenantTransactions transactions, MetadataStore store) {
        this.transactions = transactions;
        this.store = store;
    }

    /**
     * The metadata of a moment.
     *
     * @param present the metadata as it is
     * @throws dev.armature.metadata.problem.EngineException {@code invalid_query} where it is not
     *     kept
     */
    public TenantModel asOf(TenantModel present, Instant moment) {
        TenantModel now = present.whole();
        return transactions.run(
                now.tenant(),
                connection -> {
                    long version = store.versionAt(connection, now.tenant(), moment);
                    Key key = new Key(now.tenant(), version, now.version());
                    TenantModel known = cache.getIfPresent(key);
                    if (known == null) {
                        known = past(store.loadAt(connection, now.tenant(), version), now);
                        cache.put(key, known);
                    }
                    return known;
                });
    }

    /** Its records are where they are now; those of an object that is gone are not looked for. */
    private static TenantModel past(TenantDefinition then, TenantModel now) {
        return TenantModel.past(
                then.map(object -> placed(object, now.definition().object(object.id())))
                        .withRoles(now.definition().roles().values()),
                now);
    }

    private static ObjectDefinition placed(ObjectDefinition was, @Nullable ObjectDefinition is) {
        return is == null ? was : was.withTable(is.table());
    }
}
