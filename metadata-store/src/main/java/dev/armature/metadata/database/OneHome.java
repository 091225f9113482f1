package dev.armature.metadata.database;

import dev.armature.metadata.tenant.TenantId;
import java.util.List;

/** An installation whose tenants all live in its own home. */
record OneHome(HomePool common) implements HomePools {

    @Override
    public HomePool of(TenantId tenant) {
        return common;
    }

    @Override
    public List<HomePool> reachable() {
        return List.of(common);
    }

    @Override
    public void lookAgain(TenantId tenant) {
        // There is nowhere else to look.
    }

    @Override
    public void learn(TenantId tenant, int home) {
        if (home != HomePool.COMMON) {
            throw new IllegalStateException("there is no home " + home + " here");
        }
    }

    @Override
    public void failed(HomePool home, RuntimeException cause) {
        throw cause;
    }
}
