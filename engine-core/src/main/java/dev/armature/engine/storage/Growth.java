package dev.armature.engine.storage;

import dev.armature.engine.record.Outcome;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.tenant.TenantId;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches what writers create on this node and has an object looked at when it may have outgrown
 * the shared store. Counts are kept per node and lost with it: the next records are counted anew,
 * so an object is looked at somewhat later, never not at all. Thread-safe.
 */
public final class Growth {

    private static final Logger LOG = LoggerFactory.getLogger(Growth.class);

    /** An object is looked at each time it has grown by this part of the threshold. */
    private static final int LOOKS = 10;

    private final Storage storage;
    private final int lookEvery;
    private final Map<Integer, AtomicInteger> created = new ConcurrentHashMap<>();

    public Growth(Storage storage, StorageOptions options) {
        this.storage = storage;
        this.lookEvery = Math.max(1, options.threshold() / LOOKS);
    }

    /** Is told of each write once it is committed. */
    public void written(TenantId tenant, List<Outcome> outcomes) {
        for (Outcome outcome : outcomes) {
            if (outcome instanceof Outcome.Done done && done.created()) {
                count(tenant, done.record().object());
            }
        }
    }

    private void count(TenantId tenant, ObjectModel object) {
        if (object.definition().table() != null) {
            return;
        }
        AtomicInteger count = created.computeIfAbsent(object.id(), id -> new AtomicInteger());
        if (count.incrementAndGet() >= lookEvery) {
            created.remove(object.id());
            Thread.startVirtualThread(() -> look(tenant, object.id()));
        }
    }

    private void look(TenantId tenant, int objectId) {
        try {
            storage.grown(tenant, objectId);
        } catch (RuntimeException e) {
            LOG.warn("Tenant {}: object {} could not be looked at", tenant, objectId, e);
        }
    }
}
