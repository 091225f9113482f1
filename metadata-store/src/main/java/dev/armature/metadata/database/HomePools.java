package dev.armature.metadata.database;

import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.tenant.TenantId;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import javax.sql.DataSource;

/** Knows the home of each tenant, and has connections to all of them. Thread-safe. */
public interface HomePools {

    /** The SQLSTATE by which the home that a tenant has left refuses to write for it. */
    String MOVED = "X0006";

    /** How long a transaction waits at most for the directory to say where its tenant went. */
    Duration PATIENCE = Duration.ofSeconds(10);

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
        try {
            return transaction.apply(of(tenant));
        } catch (DatabaseException e) {
            if (!e.state().equals(MOVED)) {
                throw e;
            }
        }
        return atNewHome(tenant, transaction);
    }

    private <T> T atNewHome(TenantId tenant, Function<HomePool, T> transaction) {
        long until = System.nanoTime() + PATIENCE.toNanos();
        do {
            lookAgain(tenant);
            try {
                return transaction.apply(of(tenant));
            } catch (DatabaseException e) {
                if (!e.state().equals(MOVED)) {
                    throw e;
                }
            }
            pause();
        } while (System.nanoTime() < until);
        throw new EngineException(
                ErrorCode.OVERLOADED,
                "The tenant is being moved to another database; try again later");
    }

    private static void pause() {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a tenant was moved", e);
        }
    }
}
