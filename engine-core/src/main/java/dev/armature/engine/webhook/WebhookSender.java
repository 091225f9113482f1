package dev.armature.engine.webhook;

import dev.armature.engine.access.Caller;
import dev.armature.engine.identity.Callers;
import dev.armature.engine.identity.TenantDirectory;
import dev.armature.engine.recurring.Recurring;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.tenant.Tenant;
import dev.armature.metadata.tenant.TenantId;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers what waits, a webhook in each of its turns. Slow receivers take turns of their own
 * tenant alone, of which there are few for each and many for all. Thread-safe.
 */
public final class WebhookSender implements AutoCloseable {

    /** How many webhooks have a turn on a node at once. */
    static final int TURNS = 100;

    /** How many of one tenant. */
    static final int TURNS_OF_A_TENANT = 4;

    /** After how long others have a turn while there is more. */
    static final Duration TURN = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(WebhookSender.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration LATER = Duration.ofSeconds(30);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int READING_AT_ONCE = 4;

    private final DeliveryQueue queue;
    private final TenantDirectory tenants;
    private final Callers callers;
    private final Messenger messenger;
    private final Semaphore free = new Semaphore(TURNS);
    private final Map<TenantId, Integer> running = new ConcurrentHashMap<>();

    // Turns must not take all connections to the database from those who work.
    private final Semaphore reading = new Semaphore(READING_AT_ONCE, true);
    private final Recurring work;
    private volatile boolean closing;

    WebhookSender(
            DeliveryQueue queue, TenantDirectory tenants, Callers callers, Messenger messenger) {
        this.queue = queue;
        this.tenants = tenants;
        this.callers = callers;
        this.messenger = messenger;
        this.work =
                new Recurring(
                        "webhooks",
                        POLL,
                        this::begin,
                        LOG,
                        "The queue of webhooks could not be looked at");
    }

    private boolean begin() {
        while (!closing && free.tryAcquire()) {
            Optional<DeliveryQueue.Turn> turn;
            try {
                turn = queue.claim(full());
            } catch (RuntimeException e) {
                free.release();
                throw e;
            }
            if (turn.isEmpty()) {
                free.release();
                return false;
            }
            running.merge(turn.get().tenant(), 1, Integer::sum);
            Thread.ofVirtual().name("webhook").start(() -> run(turn.get()));
        }
        return false;
    }

    private List<TenantId> full() {
        return running.entrySet().stream()
                .filter(tenant -> tenant.getValue() >= TURNS_OF_A_TENANT)
                .map(Map.Entry::getKey)
                .toList();
    }

    private void run(DeliveryQueue.Turn turn) {
        try {
            long begun = System.nanoTime();
            while (round(turn) && !closing && System.nanoTime() - begun < TURN.toNanos()) {
                // Until there is no more, or others have waited long enough.
            }
            alone(() -> {
                queue.end(turn);
                return true;
            });
        } catch (RuntimeException e) {
            failed(turn, e);
        } finally {
            running.computeIfPresent(
                    turn.tenant(), (tenant, count) -> count == 1 ? null : count - 1);
            free.release();
        }
    }

    private void failed(DeliveryQueue.Turn turn, RuntimeException failure) {
        if (closing) {
            return;
        }
        LOG.warn(
                "Webhook {} of tenant {} is tried again later: {}",
                turn.webhook(),
                turn.tenant(),
                failure.toString());
        try {
            queue.endLater(turn, LATER);
        } catch (RuntimeException e) {
            LOG.warn("Webhook {} waits for the end of its lease: {}", turn.webhook(), e.toString());
        }
    }

    /** Something that reads or writes, when not too many others do. */
    private interface Step<T> {
        T run();
    }

    private <T> T alone(Step<T> step) {
        reading.acquireUninterruptibly();
        try {
            return step.run();
        } finally {
            reading.release();
        }
    }

    /** What is sent in a round, and what became of the rest already. */
    private record Prepared(
            DeliveryQueue.Round round,
            List<String> keys,
            Map<Delivery, Messenger.Message> messages,
            Map<Delivery, Outcome> outcomes,
            long at) {

        // Whoever took long to come here may have lost the webhook to another node.
        boolean isStale() {
            return System.nanoTime() - at
                    > DeliveryQueue.LEASE.minus(Messenger.WITHIN.multipliedBy(2)).toNanos();
        }
    }

    private boolean round(DeliveryQueue.Turn turn) {
        Optional<Prepared> prepared = alone(() -> prepare(turn));
        if (prepared.isEmpty()) {
            return false;
        }
        Prepared some = prepared.get();
        Map<Delivery, Outcome> outcomes = new ConcurrentHashMap<>(some.outcomes);
        try (ExecutorService each = Executors.newVirtualThreadPerTaskExecutor()) {
            some.messages.forEach((delivery, message) ->
                    each.execute(() -> outcomes.put(delivery, send(some, message))));
        }
        return alone(() -> queue.note(turn, some.round, outcomes));
    }

    private Outcome send(Prepared prepared, Messenger.Message message) {
        try {
            return prepared.isStale()
                    ? new Outcome.Later()
                    : messenger.send(prepared.round.webhook(), prepared.keys, message);
        } catch (RuntimeException e) {
            LOG.warn("A message of webhook {} failed", prepared.round.webhook().id(), e);
            return Messenger.failed(0, "It could not be sent");
        }
    }

    private Optional<Prepared> prepare(DeliveryQueue.Turn turn) {
        long at = System.nanoTime();
        Optional<Tenant> tenant = tenants.find(turn.tenant()).filter(Tenant::active);
        if (tenant.isEmpty()) {
            return Optional.empty();
        }
        return queue.next(turn).map(round -> prepare(turn, tenant.get(), round, at));
    }

    private Prepared prepare(
            DeliveryQueue.Turn turn, Tenant tenant, DeliveryQueue.Round round, long at) {
        Map<Delivery, Outcome> outcomes = new HashMap<>();
        Map<Delivery, Messenger.Message> messages = Map.of();
        Optional<Caller> maker = callers.find(tenant, round.webhook().maker());
        if (maker.isEmpty()) {
            round.deliveries()
                    .forEach(delivery ->
                            outcomes.put(
                                    delivery,
                                    new Outcome.Skipped(
                                            "Whoever made the webhook may not sign in any more")));
        } else {
            messages = messages(maker.get(), round, outcomes);
        }
        return new Prepared(
                round, messenger.secrets(turn.tenant(), round.webhook()), messages, outcomes, at);
    }

    private Map<Delivery, Messenger.Message> messages(
            Caller maker, DeliveryQueue.Round round, Map<Delivery, Outcome> outcomes) {
        Map<Delivery, Messenger.Message> messages;
        try {
            messages = messenger.messages(maker, round.webhook(), round.deliveries());
        } catch (EngineException e) {
            round.deliveries()
                    .forEach(delivery -> outcomes.put(delivery, Messenger.failed(0, e.detail())));
            return Map.of();
        }
        for (Delivery delivery : round.deliveries()) {
            if (!messages.containsKey(delivery)) {
                outcomes.put(
                        delivery,
                        new Outcome.Skipped(
                                "Whoever made the webhook does not see the record, or it does not meet the filter"));
            }
        }
        return messages;
    }

    /** Waits for what is under way, 20 seconds at most. */
    @Override
    public void close() {
        closing = true;
        work.close();
        try {
            var _ = free.tryAcquire(TURNS, PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
