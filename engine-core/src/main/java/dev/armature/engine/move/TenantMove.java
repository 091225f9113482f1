package dev.armature.engine.move;

import dev.armature.engine.move.MoveProgress.Step;
import dev.armature.metadata.database.TenantSchemas;
import dev.armature.metadata.home.Home;
import dev.armature.metadata.tenant.TenantId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Moves a tenant from its home to another while it is at work: copies all that it has at one
 * moment, follows what is written meanwhile, compares both homes, and has the new one count while
 * writes are paused for a moment. Until that is decided the old home is as it was; whatever was cut
 * off is cleared away by the next move.
 */
public final class TenantMove {

    /** How long nodes that are slow to hear of it may still read at the old home. */
    public static final Duration GRACE = Duration.ofSeconds(5);

    private static final int SHORT_ROUND = 200;
    private static final Duration SHORT_TIME = Duration.ofMillis(300);
    private static final int MAX_ROUNDS = 100;

    private final Home common;
    private final Duration grace;
    private final MoveProgress progress;

    public TenantMove(Home common, MoveProgress progress) {
        this(common, GRACE, progress);
    }

    /** One that waits for another time before it deletes the old copy, for tests. */
    TenantMove(Home common, Duration grace, MoveProgress progress) {
        this.common = common;
        this.grace = grace;
        this.progress = progress;
    }

    /**
     * What came of a move.
     *
     * @param rows how many were copied, compared and switched
     * @param paused for how long nobody wrote
     * @param views whether there were SQL views, which are to be made again
     */
    public record Report(long rows, Duration paused, boolean views) {}

    /**
     * Moves a tenant.
     *
     * @throws MoveFailed when it cannot be; it is where it was then
     */
    public Report move(TenantId tenant, Home from, Home to) {
        if (from.id() == to.id()) {
            throw new MoveFailed("The tenant is in %s already".formatted(to));
        }
        try (Directory directory = Directory.open(common, tenant);
                Side old = Side.open(from, tenant);
                Side young = Side.open(to, tenant)) {
            Leftovers leftovers = new Leftovers(directory, tenant);
            int home = leftovers.home();
            if (home != from.id() && home != to.id()) {
                throw new MoveFailed("The tenant is not in %s".formatted(from));
            }
            leftovers.clear(old, young);
            if (home == to.id()) {
                throw new MoveFailed("The tenant is in %s already".formatted(to));
            }
            try {
                Report report = move(tenant, directory, old, young);
                leave(leftovers, old, young);
                return report;
            } catch (RuntimeException e) {
                // Where it was not decided, nothing is left; a fault of the clearing hides none.
                try {
                    old.rollback();
                    young.rollback();
                    leftovers.clear(old, young);
                } catch (RuntimeException other) {
                    e.addSuppressed(other);
                }
                throw e;
            }
        }
    }

    private Report move(TenantId tenant, Directory directory, Side old, Side young) {
        boolean apart = !old.home().owner().isSameDatabase(young.home().owner());
        List<Place> places = places(old, young);
        OwnTables own = new OwnTables(old, tenant);
        own.requireSettled();
        requireStaying(old, tenant);
        if (apart) {
            own.makeAt(young);
            places.addAll(Places.own(old, tenant));
        }
        List<String> described = own.description();
        Capture capture = new Capture(old, tenant);
        capture.begin(young.home(), places);
        progress.step(Step.NOTING);
        Copy copy = new Copy(old, young, tenant, places);
        long rows = copy.begin(progress);
        if (apart) {
            own.indexAt(young);
        }
        progress.step(Step.COPIED);
        catchUp(copy);
        progress.step(Step.CAUGHT_UP);
        copy.catchUpAndCheck();
        progress.step(Step.VERIFIED);
        catchUp(copy);
        Switchover switchover =
                new Switchover(directory, old, young, tenant, capture, copy, progress);
        boolean views = hasViews(old, tenant);
        return new Report(rows, switchover.run(() -> own.requireUnchanged(described)), views);
    }

    private static boolean hasViews(Side old, TenantId tenant) {
        return old.one(
                "select exists (select from pg_namespace where nspname = '%s')"
                        .formatted(TenantSchemas.views(tenant)),
                row -> row.getBoolean(1));
    }

    private static List<Place> places(Side old, Side young) {
        List<Place> places = new ArrayList<>(Places.shared(old, young.home()));
        List<Place> there = Places.shared(young, young.home());
        for (Place place : places) {
            if (there.stream().noneMatch(place::isLike)) {
                throw new MoveFailed(
                        "The table %s is not the same in both homes; start the platform once, so that it brings them up to date"
                                .formatted(place.name()));
            }
        }
        // The row of the tenant says whose all others are.
        places.sort(Comparator.comparing(place -> place.kind() != Place.Kind.TENANT));
        return places;
    }

    private static void requireStaying(Side old, TenantId tenant) {
        boolean leaving =
                old.one(
                        "select erasure_begun_at is not null from tenant where tenant_id = "
                                + tenant.value(),
                        row -> row.getBoolean(1));
        if (leaving) {
            throw new MoveFailed("The tenant is about to be erased");
        }
    }

    private void catchUp(Copy copy) {
        for (int round = 1; round <= MAX_ROUNDS; round++) {
            long begun = System.nanoTime();
            long rows = copy.catchUp();
            Duration took = Duration.ofNanos(System.nanoTime() - begun);
            progress.caughtUp(rows, took);
            if (rows <= SHORT_ROUND && took.compareTo(SHORT_TIME) < 0) {
                return;
            }
        }
    }

    private void leave(Leftovers leftovers, Side old, Side young) {
        Pause.of(grace);
        leftovers.clear(old, young);
        progress.step(Step.CLEARED);
    }
}
