package dev.armature.engine.event;

import dev.armature.engine.sql.TenantDatabase;
import dev.armature.metadata.change.TenantModels;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.tenant.TenantId;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Routes events and carries out effects on this node until it is closed. */
public final class EventLoop implements AutoCloseable {

    /** How often an effect is tried before it is parked. */
    public static final int MAX_ATTEMPTS = 8;

    private static final Logger LOG = LoggerFactory.getLogger(EventLoop.class);
    private static final Duration POLL = Duration.ofSeconds(1);

    // What a node that dies had in hand is taken up by another after this long. An effect that
    // takes longer may
    // be begun twice and is still done once, because it is marked done in the transaction that does
    // it.
    private static final Duration LEASE = Duration.ofSeconds(10);
    private static final Duration FIRST_DELAY = Duration.ofSeconds(2);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(20);
    private static final Duration SHORTEST_REST = Duration.ofMillis(20);
    private static final Duration LONGEST_REST = Duration.ofMillis(100);
    private static final int SHARE = 10;
    private static final int CLAIMED_AT_ONCE = 20;

    private final TenantDatabase database;
    private final EventRouter router;
    private final Effects effects;
    private final Map<String, EffectHandler> handlers = new HashMap<>();
    private final Semaphore wake = new Semaphore(0);
    private final Thread thread;
    private volatile boolean closing;

    public EventLoop(
            TenantDatabase database,
            TenantModels models,
            Effects effects,
            List<EventConsumer> consumers,
            List<EventFollower> followers,
            List<EffectHandler> handlers) {
        this.database = database;
        this.router = new EventRouter(database, models, effects, consumers, followers);
        this.effects = effects;
        handlers.forEach(handler -> this.handlers.put(handler.kind(), handler));
        this.thread = Thread.ofVirtual().name("events").start(this::loop);
    }

    /** Something was committed; do not wait for the next look. */
    public void wake() {
        if (wake.availablePermits() == 0) {
            wake.release();
        }
    }

    private void loop() {
        while (!closing) {
            try {
                long begun = System.nanoTime();
                int routed = router.route();
                long took = System.nanoTime() - begun;
                int handled = handle();
                if (routed + handled == 0) {
                    pause();
                } else if (routed < EventRouter.BATCH && handled < CLAIMED_AT_ONCE) {
                    rest(took);
                }
            } catch (RuntimeException e) {
                if (!closing) {
                    LOG.warn("Events could not be looked at: {}", e.toString());
                    pause();
                }
            }
        }
    }

    private void pause() {
        try {
            if (wake.tryAcquire(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
                wake.drainPermits();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closing = true;
        }
    }

    // While writers go on, one look after another would each find an event or two: looking takes a
    // tenth of the time, and what is found waits for a tenth of a second at most.
    private void rest(long nanosOfLook) {
        long rest = nanosOfLook * (SHARE - 1);
        try {
            Thread.sleep(
                    Duration.ofNanos(
                            Math.clamp(rest, SHORTEST_REST.toNanos(), LONGEST_REST.toNanos())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closing = true;
        }
    }

    private int handle() {
        List<Effect> claimed = claim();
        claimed.forEach(this::handle);
        return claimed.size();
    }

    private List<Effect> claim() {
        return database.allInEachHome(connection -> {
            List<Effect> claimed = new ArrayList<>();
            String sql =
                    "select tenant_id, event_id, kind, target, attempts from claim_effects(?, make_interval(secs => ?))";
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setInt(1, CLAIMED_AT_ONCE);
                statement.setLong(2, LEASE.toSeconds());
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        claimed.add(
                                new Effect(
                                        new TenantId(row.getInt(1)),
                                        row.getLong(2),
                                        row.getString(3),
                                        row.getString(4),
                                        row.getInt(5)));
                    }
                }
            }
            return claimed;
        });
    }

    private void handle(Effect effect) {
        EffectHandler handler = handlers.get(effect.kind());
        try {
            if (handler == null) {
                throw new IllegalStateException(
                        "nobody carries out effects of kind " + effect.kind());
            }
            handler.handle(effect);
        } catch (EngineException e) {
            String reason = e.answerCode() + ": " + e.detail();
            if (e.code() == ErrorCode.RULE_LOOP) {
                // It will not end by being tried again.
                effects.park(effect, reason);
            } else {
                retry(effect, reason);
            }
        } catch (RuntimeException e) {
            LOG.warn(
                    "Effect {} of event {} of tenant {} failed",
                    effect.kind(),
                    effect.eventId(),
                    effect.tenant(),
                    e);
            retry(effect, e.toString());
        }
    }

    private void retry(Effect effect, String error) {
        if (effect.attempts() >= MAX_ATTEMPTS) {
            LOG.warn(
                    "Effect {} of event {} of tenant {} is parked: {}",
                    effect.kind(),
                    effect.eventId(),
                    effect.tenant(),
                    error);
            effects.park(effect, error);
        } else {
            effects.failed(effect, error, FIRST_DELAY.multipliedBy(1L << (effect.attempts() - 1)));
        }
    }

    @Override
    public void close() {
        closing = true;
        wake.release();
        try {
            thread.join(CLOSE_TIMEOUT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
