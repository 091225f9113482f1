package dev.armature.engine.live;

import dev.armature.engine.access.AccessPolicy;
import dev.armature.engine.identity.Entrances;
import dev.armature.engine.identity.Entrant;
import dev.armature.engine.query.ChangedRecords;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.metadata.change.TenantModels;
import dev.armature.metadata.database.HomePool;
import dev.armature.metadata.model.TenantModel;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.tenant.TenantId;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells all who listen on this node what changes, whichever node has written it. It reads the
 * outbox of each home once for all of them, for as long as somebody listens there. Thread-safe.
 */
public final class LiveChanges implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LiveChanges.class);

    /** How long it takes at most to notice what another node has written. */
    private static final Duration POLL = Duration.ofMillis(200);

    /** How often it is seen to who listens where nothing changes. */
    private static final Duration SEE_TO = Duration.ofMillis(400);

    private static final Duration RETRY_AFTER = Duration.ofSeconds(10);
    private static final Duration SHORTEST_REST = Duration.ofMillis(20);
    private static final Duration LONGEST_REST = Duration.ofMillis(200);
    private static final int STREAMS_PER_MILLISECOND = 50;
    private static final int PAGE = 2_000;
    private static final int FEEDS_AT_ONCE = 4;

    private final ChangeLog log;
    private final EventIds ids;
    private final Feed.Parts parts;
    private final LiveLimits limits;
    private final Clock clock;
    private final TenantModels models;
    private final Semaphore wake = new Semaphore(0);
    private final Object lock = new Object();
    private final Map<TenantId, Feed> feeds = new HashMap<>();
    private final List<Feed> left = new ArrayList<>();
    private final Map<TenantId, Integer> ofTenants = new HashMap<>();
    private final Map<UUID, Integer> ofUsers = new HashMap<>();
    private int open;
    private final Map<Integer, Position> positions = new HashMap<>();
    private volatile boolean closing;
    private final Thread thread;

    /**
     * @param secret at least 32 bytes, the same on every node, by which ids of events are sealed
     */
    public LiveChanges(
            TenantDatabase database,
            TenantModels models,
            AccessPolicy access,
            Entrances entrances,
            LiveLimits limits,
            byte[] secret,
            Clock clock) {
        this.log = new ChangeLog(database);
        this.ids = new EventIds(secret);
        this.limits = limits;
        this.clock = clock;
        this.models = models;
        this.parts =
                new Feed.Parts(
                        models,
                        new Telling.Tools(
                                log, new ChangedRecords(database, access, clock), access, ids),
                        new Beliefs(entrances),
                        limits,
                        new Semaphore(FEEDS_AT_ONCE, true),
                        clock);
        this.thread = Thread.ofVirtual().name("live-changes").start(this::loop);
    }

    /**
     * Begins to tell somebody.
     *
     * @param token what they came in by
     * @param last the id of the last event that they heard, or null
     * @throws EngineException {@code too_many_streams} past a limit of streams
     */
    public Subscription open(
            Entrant entrant, String token, Interest interest, @Nullable String last) {
        TenantId tenant = entrant.caller().tenantId();
        UUID user = entrant.caller().userId();
        TenantModel model = models.current(tenant);
        Audience audience = parts.beliefs().audience(model, entrant, interest);
        EventIds.Mark mark = last == null ? null : ids.read(tenant, last);
        HomePool home = log.home(tenant);
        Position now = log.horizon(home);
        boolean known =
                mark != null
                        && mark.position().home() == home.home()
                        && !mark.position().isAfter(now)
                        && mark.at().isAfter(clock.instant().minus(limits.away()));
        Feed feed;
        Position joined;
        Subscription[] made = new Subscription[1];
        synchronized (lock) {
            requireRoom(tenant, user);
            Position position = positions.computeIfAbsent(home.home(), fresh -> now);
            joined = known && mark != null ? later(mark.position(), position) : position;
            feed = feeds.compute(tenant, (id, there) -> feedIn(home, id, there));
            made[0] =
                    new Subscription(
                            token,
                            entrant,
                            audience,
                            joined,
                            limits.waitingBytes(),
                            () -> leave(made[0], tenant, user));
            count(tenant, user, 1);
            if (known) {
                made[0].catchUp();
            }
            feed.add(made[0]);
        }
        wake.release();
        if (known && mark != null) {
            feed.catchUp().add(made[0], mark.position(), joined);
        } else {
            made[0].tell(last == null ? feed.ready(joined) : feed.reset("too_old", joined));
        }
        return made[0];
    }

    // The feed of a home that the tenant has left is ended when that is next looked at.
    private Feed feedIn(HomePool home, TenantId tenant, @Nullable Feed there) {
        if (there != null && there.home() == home.home()) {
            return there;
        }
        if (there != null) {
            left.add(there);
        }
        return new Feed(tenant, home.home(), parts);
    }

    private static Position later(Position one, Position other) {
        return one.isAfter(other) ? one : other;
    }

    private void requireRoom(TenantId tenant, UUID user) {
        if (closing || open >= limits.node()) {
            throw EngineException.limited(
                    ErrorCode.OVERLOADED,
                    closing
                            ? "This node stops"
                            : "This node has as many streams of changes as it takes: "
                                    + limits.node(),
                    RETRY_AFTER);
        }
        requireRoom("tenant", ofTenants.getOrDefault(tenant, 0), limits.tenant());
        requireRoom("user", ofUsers.getOrDefault(user, 0), limits.user());
    }

    private static void requireRoom(String whose, int open, int most) {
        if (open >= most) {
            throw EngineException.limited(
                    ErrorCode.TOO_MANY_STREAMS,
                    "The limit of streams of changes of a %s is %d on a node; close some first"
                            .formatted(whose, most),
                    RETRY_AFTER);
        }
    }

    private void count(TenantId tenant, UUID user, int more) {
        open += more;
        ofTenants.merge(tenant, more, LiveChanges::sum);
        ofUsers.merge(user, more, LiveChanges::sum);
    }

    private static @Nullable Integer sum(int one, int other) {
        return one + other == 0 ? null : Integer.valueOf(one + other);
    }

    private void leave(Subscription subscription, TenantId tenant, UUID user) {
        synchronized (lock) {
            count(tenant, user, -1);
            Feed feed = feeds.get(tenant);
            if (feed != null && feed.remove(subscription)) {
                feeds.remove(tenant);
            }
            forgetPositions();
        }
    }

    private void forgetPositions() {
        positions.keySet().retainAll(feeds.values().stream().map(Feed::home).toList());
    }

    /** How many streams are open. */
    public int open() {
        synchronized (lock) {
            return open;
        }
    }

    /** Something was committed on this node; do not wait for the next look. */
    public void wake() {
        if (wake.availablePermits() == 0) {
            wake.release();
        }
    }

    private void loop() {
        long seenTo = System.nanoTime();
        while (!closing) {
            try {
                await();
                boolean due = System.nanoTime() - seenTo > SEE_TO.toNanos();
                if (due) {
                    seenTo = System.nanoTime();
                }
                read(due);
                Thread.sleep(rest());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException e) {
                LOG.warn("Changes could not be looked at: {}", e.toString());
            }
        }
    }

    private void await() throws InterruptedException {
        boolean idle;
        synchronized (lock) {
            idle = positions.isEmpty() && left.isEmpty();
        }
        if (idle) {
            wake.acquire();
        } else {
            var _ = wake.tryAcquire(POLL.toMillis(), TimeUnit.MILLISECONDS);
        }
        wake.drainPermits();
    }

    // The more there are to tell, the more is told at once.
    private Duration rest() {
        Duration rest = Duration.ofMillis(open() / STREAMS_PER_MILLISECOND);
        return rest.compareTo(SHORTEST_REST) < 0
                ? SHORTEST_REST
                : rest.compareTo(LONGEST_REST) > 0 ? LONGEST_REST : rest;
    }

    private void read(boolean seeTo) {
        endLeft();
        log.eachHome(home -> read(home, seeTo));
    }

    /**
     * Ends the streams of tenants who live elsewhere by now. They come back, and hear then that
     * they have to read all anew: what they heard last has no place in the order of the new home.
     */
    private void endLeft() {
        List<Subscription> ended = new ArrayList<>();
        synchronized (lock) {
            feeds.entrySet()
                    .removeIf(feed -> {
                        boolean moved = log.home(feed.getKey()).home() != feed.getValue().home();
                        if (moved) {
                            left.add(feed.getValue());
                        }
                        return moved;
                    });
            left.forEach(feed -> ended.addAll(feed.all()));
            left.clear();
            forgetPositions();
        }
        ended.forEach(subscription -> subscription.end(Ending.MOVED));
    }

    private void read(HomePool home, boolean seeTo) {
        boolean more = true;
        while (more && !closing) {
            Position from;
            synchronized (lock) {
                from = positions.get(home.home());
            }
            if (from == null) {
                return;
            }
            ChangeLog.Page page = log.next(home, from, PAGE);
            more = page.changes().size() == PAGE;
            synchronized (lock) {
                if (from.equals(positions.get(home.home()))) {
                    positions.put(home.home(), page.end());
                    distribute(home, page, seeTo && !more);
                }
            }
        }
    }

    private void distribute(HomePool home, ChangeLog.Page page, boolean seeTo) {
        Map<TenantId, List<Change>> byTenant = new HashMap<>();
        for (Change change : page.changes()) {
            Feed feed = feeds.get(change.tenant());
            if (feed != null && feed.home() == home.home()) {
                byTenant.computeIfAbsent(change.tenant(), tenant -> new ArrayList<>()).add(change);
            }
        }
        feeds.forEach((tenant, feed) -> {
            List<Change> changes = byTenant.getOrDefault(tenant, List.of());
            if (feed.home() == home.home() && (seeTo || !changes.isEmpty())) {
                feed.add(changes, page.end());
            }
        });
    }

    /** Ends all streams; those who listened come back to another node. */
    @Override
    public void close() {
        closing = true;
        thread.interrupt();
        List<Subscription> all = new ArrayList<>();
        synchronized (lock) {
            feeds.values().forEach(feed -> all.addAll(feed.all()));
        }
        all.forEach(subscription -> subscription.end(Ending.CLOSING));
    }
}
