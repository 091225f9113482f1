package dev.armature.engine.record;

import dev.armature.metadata.change.TenantModels;
import dev.armature.metadata.model.TenantModel;
import dev.armature.metadata.tenant.TenantId;
import java.util.concurrent.Semaphore;

/** Finds the model that a write has to go by. Thread-safe. */
final class NewestModel {

    /** Each such writer holds two connections; together they must not empty the pool. */
    private static final int MAX_READERS_WITHIN = 4;

    private final TenantModels models;
    private final Semaphore readersWithin = new Semaphore(MAX_READERS_WITHIN);

    NewestModel(TenantModels models) {
        this.models = models;
    }

    /** Reads a tenant's model anew, for whoever has found that there is a newer one. */
    void refresh(TenantId tenant) {
        models.refresh(tenant);
    }

    /**
     * The model of the current version. A writer in haste gives its connection back when it has
     * another; where changes follow each other so closely that it never catches up, it reads the
     * model while it keeps them out.
     *
     * @throws Stale when too many are doing that
     */
    TenantModel of(TenantModel known, long version) {
        if (known.version() == version) {
            return known;
        }
        if (!readersWithin.tryAcquire()) {
            throw new Stale();
        }
        try {
            return models.refresh(known.tenant());
        } finally {
            readersWithin.release();
        }
    }

    /** The metadata has moved on; begin again with the current model. */
    static final class Stale extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Stale() {
            super("the model is not the current one", null, false, false);
        }
    }
}
