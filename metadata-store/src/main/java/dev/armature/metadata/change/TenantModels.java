package dev.armature.metadata.change;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.armature.metadata.database.TenantTransactions;
import dev.armature.metadata.definition.ObjectDefinition;
import dev.armature.metadata.model.TenantModel;
import dev.armature.metadata.tenant.TenantId;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The models of the tenants that are active on this node, within a weight limit. A model is
 * replaced as soon as a newer version is heard of; a writer that finds its model old asks for a
 * fresh one. Thread-safe.
 */
public final class TenantModels {

    /** The weight of all cached models together; an object weighs 5 and a field 1. */
    public static final long MAX_WEIGHT = 2_500_000;

    private static final int OBJECT_WEIGHT = 5;

    private final TenantTransactions transactions;
    private final MetadataStore store;
    private final Cache<TenantId, Entry> cache =
            Caffeine.newBuilder()
                    .maximumWeight(MAX_WEIGHT)
                    .weigher((TenantId tenant, Entry entry) -> weight(entry.model))
                    .build();

    /** A model, and the newest version that was heard of. */
    private record Entry(TenantModel model, AtomicLong newest) {}

    public TenantModels(TenantTransactions transactions, MetadataStore store) {
        this.transactions = transactions;
        this.store = store;
    }

    /** The model, at least as new as the newest version that this node has heard of. */
    public TenantModel current(TenantId tenant) {
        Entry entry = cache.getIfPresent(tenant);
        if (entry != null && entry.model.version() >= entry.newest.get()) {
            return entry.model;
        }
        return refresh(tenant);
    }

    /**
     * The model as the database has it now. A change that is published meanwhile is in it whole or
     * not at all.
     */
    public TenantModel refresh(TenantId tenant) {
        Entry known = cache.getIfPresent(tenant);
        TenantModel model = transactions.runAtOneMoment(tenant, connection -> load(tenant, known));
        return put(model);
    }

    private TenantModel load(TenantId tenant, @Nullable Entry known) {
        var definition = store.load(tenant, known == null ? null : known.model.definition());
        return known != null && known.model.version() == definition.version()
                ? known.model
                : new TenantModel(tenant, definition);
    }

    /** Takes a model that was just published or loaded, unless a newer one is known. */
    TenantModel put(TenantModel model) {
        Entry entry =
                cache.asMap()
                        .merge(
                                model.tenant(),
                                new Entry(model, new AtomicLong(model.version())),
                                (known, fresh) ->
                                        known.model.version() >= model.version()
                                                        && known.model.version()
                                                                >= known.newest.get()
                                                ? known
                                                : fresh);
        return entry.model;
    }

    /** Another node, or this one, has published a version. */
    public void heardOf(TenantId tenant, long version) {
        Entry entry = cache.getIfPresent(tenant);
        if (entry != null) {
            entry.newest.accumulateAndGet(version, Math::max);
        }
    }

    /** Messages may have been missed: every model is checked when it is next asked for. */
    public void doubtAll() {
        doubt(tenant -> true);
    }

    /** The same of some tenants only. */
    public void doubt(Predicate<TenantId> of) {
        cache.asMap()
                .forEach((tenant, entry) -> {
                    if (of.test(tenant)) {
                        entry.newest.set(Long.MAX_VALUE);
                    }
                });
    }

    static int weight(TenantModel model) {
        int weight = OBJECT_WEIGHT;
        for (ObjectDefinition object : model.definition().objects().values()) {
            weight += OBJECT_WEIGHT + object.fields().size() + object.parts().size();
        }
        return weight;
    }
}
