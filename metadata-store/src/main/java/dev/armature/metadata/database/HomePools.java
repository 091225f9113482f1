package dev.armature.metadata.database;

import dev.armature.metadata.tenant.TenantId;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import javax.sql.DataSource;

/** Knows the home of each tenant, and has connections to all of them. Thread-safe. */
public interface HomePools {

    /** The SQLSTATE by which the home that a tenant has left refuses to write for it. */
    String MOVED = "X0006";

    /** Waits for the directory to say where a tenant went. */
    Again AGAIN =
            new Again(
                    MOVED,
                    Duration.ofSeconds(10),
                    "The tenant is being moved to another database; try again later");

    /** Where a tenant lives, as far as is known here. */
    HomePool of(TenantId tenant);

    /** The installation's own, which is the directory as well. */
    HomePool common();

    /** Those that can be reached, the common one first. */
    List<HomePool> reachable();

    /** Asks the directory for a tenant's home anew. */
    void lookAgain(TenantId tenant);

    /** The directory says that a tenant lives in a home. */
    void learn(TenantId tenant, int home);

    /** Work on a home that is not the common one has failed: it may be out of reach. */
    void failed(HomePool home, RuntimeException cause);

    /** Those of an installation that has no home beside its own. */
    static HomePools common(DataSource source) {
        return new OneHome(new HomePool(HomePool.COMMON, source));
    }

    /**
     * Runs a transaction of a tenant at its home, and once more at the new one when it has moved
     * meanwhile.
     */
    default <T> T at(TenantId tenant, Function<HomePool, T> transaction) {
        return AGAIN.run(() -> lookAgain(tenant), () -> transaction.apply(of(tenant)));
    }
}
