package dev.armature.engine.live;

import dev.armature.metadata.change.TenantModels;
import dev.armature.metadata.model.TenantModel;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.tenant.TenantId;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells those of one tenant who listen on this node. Thread-safe. */
final class Feed {

    private static final Logger LOG = LoggerFactory.getLogger(Feed.class);

    /** How long who listens is believed: with the telling itself it stays under two seconds. */
    private static final Duration BELIEVED_FOR = Duration.ofMillis(900);

    /** How many audiences are told at least between two looks at who they are. */
    private static final int TOLD_AT_ONCE = 200;

    private static final int BATCH = 500;
    private static final Duration RETRY = Duration.ofMillis(500);
    private static final Duration IDLE = Duration.ofSeconds(15);

    /** How many changes wait at most; who listens hears then that they have missed some. */
    private static final int MOST_WAITING = 20_000;

    private final TenantId tenant;
    private final int home;
    private final Parts parts;
    private final CatchUp catchUp;
    private final Set<Subscription> subscriptions = new LinkedHashSet<>();
    private final List<Change> waiting = new ArrayList<>();
    private @Nullable Position end;
    private boolean overrun;
    private boolean running;
    private long renewed = System.nanoTime();
    private long metadata = -1;

    /**
     * What all feeds of a node work with.
     *
     * @param atOnce how many of them are busy at the same time
     */
    record Parts(
            TenantModels models,
            Telling.Tools tools,
            Beliefs beliefs,
            LiveLimits limits,
            Semaphore atOnce,
            Clock clock) {

        /**
         * Tells something, when not too many others do.
         *
         * @return false when it failed, a moment ago: it is to be tried again
         */
        boolean attempt(TenantId tenant, Runnable telling) {
            atOnce.acquireUninterruptibly();
            try {
                telling.run();
                return true;
            } catch (RuntimeException e) {
                LOG.warn("Changes of tenant {} are told later: {}", tenant, e.toString());
            } finally {
                atOnce.release();
            }
            pause();
            return false;
        }

        private static void pause() {
            try {
                Thread.sleep(RETRY);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * @param home where its changes are
     */
    Feed(TenantId tenant, int home, Parts parts) {
        this.tenant = tenant;
        this.home = home;
        this.parts = parts;
        this.catchUp = new CatchUp(tenant, this, parts);
    }

    int home() {
        return home;
    }

    synchronized void add(Subscription subscription) {
        subscriptions.add(subscription);
    }

    /** Takes somebody out, and says whether nobody is left. */
    synchronized boolean remove(Subscription subscription) {
        subscriptions.remove(subscription);
        return subscriptions.isEmpty();
    }

    synchronized List<Subscription> all() {
        return List.copyOf(subscriptions);
    }

    CatchUp catchUp() {
        return catchUp;
    }

    /**
     * Has changes told, or only sees to who listens when there are none.
     *
     * @param upTo no others come before it
     */
    void add(List<Change> changes, Position upTo) {
        synchronized (this) {
            if (waiting.size() + changes.size() > MOST_WAITING) {
                waiting.clear();
                overrun = true;
            } else {
                waiting.addAll(changes);
            }
            end = upTo;
            if (running) {
                return;
            }
            running = true;
        }
        Thread.ofVirtual().name("live-feed").start(this::run);
    }

    /** A part of what waits. */
    private record Batch(List<Change> changes, Position upTo, boolean overrun) {}

    private synchronized @Nullable Batch next() {
        Position last = end;
        if (last == null) {
            running = false;
            return null;
        }
        List<Change> some = waiting.subList(0, Math.min(BATCH, waiting.size()));
        List<Change> changes = List.copyOf(some);
        some.clear();
        boolean lost = overrun;
        overrun = false;
        if (waiting.isEmpty()) {
            end = null;
            return new Batch(changes, last, lost);
        }
        return new Batch(changes, changes.getLast().position(), lost);
    }

    private void run() {
        Batch batch = next();
        while (batch != null) {
            if (tell(batch)) {
                batch = next();
            }
        }
    }

    // What failed is tried again: who has heard some of it does not hear that twice.
    private boolean tell(Batch batch) {
        List<Subscription> listening = all();
        if (listening.isEmpty()) {
            return true;
        }
        return parts.attempt(tenant, () -> tell(batch, listening));
    }

    private void tell(Batch batch, List<Subscription> listening) {
        TenantModel model = parts.models.current(tenant);
        renewIfOld(model, listening);
        tellOfMetadata(model, listening);
        if (batch.overrun) {
            Messages reset = reset("too_many_changes", batch.upTo);
            listening.forEach(subscription -> subscription.tell(reset, batch.upTo));
        }
        deliver(
                model,
                batch.changes,
                listening,
                renewed,
                (subscription, messages) -> subscription.tell(messages, batch.upTo));
        Messages beat = Messages.beat(id(batch.upTo));
        listening.forEach(subscription -> subscription.beat(beat, batch.upTo, IDLE));
    }

    private void tellOfMetadata(TenantModel model, List<Subscription> listening) {
        long before = metadata;
        metadata = model.version();
        if (before >= 0 && before != metadata) {
            Messages message =
                    Messages.of("metadata", null, "version", Long.toString(model.version()));
            listening.forEach(subscription -> subscription.tell(message));
        }
    }

    private static boolean isOld(long looked) {
        return System.nanoTime() - looked > BELIEVED_FOR.toNanos();
    }

    private void renewIfOld(TenantModel model, List<Subscription> all) {
        if (isOld(renewed)) {
            long now = System.nanoTime();
            parts.beliefs.renew(model, all);
            renewed = now;
        } else {
            // Who has just come was known by what was believed then.
            parts.beliefs.renew(model, all.stream().filter(one -> !one.isRenewed()).toList());
        }
    }

    /**
     * Tells changes to some, each audience at once. Who they are is looked up again when it takes
     * long.
     *
     * @param believed since when it is believed who they are
     */
    void deliver(
            TenantModel model,
            List<Change> changes,
            Collection<Subscription> to,
            long believed,
            BiConsumer<Subscription, Messages> told) {
        if (changes.isEmpty()) {
            return;
        }
        Telling telling = new Telling(tenant, model, changes, parts.tools);
        Collection<Subscription> left = to;
        long looked = believed;
        while (!left.isEmpty()) {
            List<Subscription> later = new ArrayList<>();
            int number = 0;
            Map<Audience, List<Subscription>> groups = audiences(left);
            telling.expect(groups.keySet());
            for (Map.Entry<Audience, List<Subscription>> group : groups.entrySet()) {
                if (number++ >= TOLD_AT_ONCE && isOld(looked)) {
                    later.addAll(group.getValue());
                } else {
                    deliver(telling, group.getKey(), group.getValue(), told);
                }
            }
            if (!later.isEmpty()) {
                looked = System.nanoTime();
                parts.beliefs.renew(model, later);
            }
            left = later;
        }
    }

    private static Map<Audience, List<Subscription>> audiences(Collection<Subscription> all) {
        Map<Audience, List<Subscription>> audiences = new LinkedHashMap<>();
        for (Subscription one : all) {
            if (!one.hasEnded()) {
                audiences.computeIfAbsent(one.audience(), key -> new ArrayList<>()).add(one);
            }
        }
        return audiences;
    }

    private static void deliver(
            Telling telling,
            Audience audience,
            List<Subscription> members,
            BiConsumer<Subscription, Messages> told) {
        Messages messages;
        try {
            messages = telling.to(audience, members.getFirst().caller());
        } catch (EngineException e) {
            members.forEach(member -> member.end(Ending.REFUSED));
            return;
        }
        members.forEach(member -> told.accept(member, messages));
    }

    /** Says that all has to be read anew, from a place on. */
    Messages reset(String reason, Position position) {
        return Messages.of("reset", id(position), "reason", reason);
    }

    /** Says that what follows is told as it comes, from a place on. */
    Messages ready(Position position) {
        return Messages.of("ready", id(position), "at", parts.clock.instant().toString());
    }

    private String id(Position position) {
        return parts.tools.ids().write(tenant, position, parts.clock.instant());
    }
}
