package dev.armature.engine.live;

import dev.armature.metadata.model.TenantModel;
import dev.armature.metadata.tenant.TenantId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Tells those who were away what they missed, up to where they hear it live. Many who come back at
 * once, because a node has died, are told together. Thread-safe.
 */
final class CatchUp {

    private static final int PAGE = 500;

    private final TenantId tenant;
    private final Feed feed;
    private final Feed.Parts parts;
    private final List<Absent> arrived = new ArrayList<>();
    private boolean running;

    /** Somebody who was away. */
    private static final class Absent {
        private final Subscription subscription;
        private final Position until;
        private Position from;
        private int told;

        Absent(Subscription subscription, Position from, Position until) {
            this.subscription = subscription;
            this.from = from;
            this.until = until;
        }
    }

    CatchUp(TenantId tenant, Feed feed, Feed.Parts parts) {
        this.tenant = tenant;
        this.feed = feed;
        this.parts = parts;
    }

    /**
     * Tells somebody what they missed.
     *
     * @param from the last that they heard
     * @param until where they hear it live
     */
    void add(Subscription subscription, Position from, Position until) {
        synchronized (this) {
            arrived.add(new Absent(subscription, from, until));
            if (running) {
                return;
            }
            running = true;
        }
        Thread.ofVirtual().name("live-catch-up").start(this::run);
    }

    private synchronized List<Absent> arrived() {
        List<Absent> some = new ArrayList<>(arrived);
        arrived.clear();
        running = !some.isEmpty();
        return some;
    }

    private void run() {
        List<Absent> cohort = arrived();
        while (!cohort.isEmpty()) {
            if (tellSome(cohort)) {
                cohort.removeIf(this::isDone);
            }
            if (cohort.isEmpty()) {
                cohort = arrived();
            }
        }
    }

    private boolean isDone(Absent absent) {
        Subscription subscription = absent.subscription;
        if (subscription.hasEnded()) {
            return true;
        }
        if (absent.told > parts.limits().caughtUp()) {
            subscription.tell(feed.reset("too_many_missed", absent.until));
        } else if (absent.until.isAfter(absent.from)) {
            return false;
        } else {
            subscription.tell(feed.ready(absent.until));
        }
        subscription.caughtUp();
        return true;
    }

    // What failed is tried again from where each had come to.
    private boolean tellSome(List<Absent> cohort) {
        return parts.attempt(tenant, () -> tell(parts.models().current(tenant), cohort));
    }

    private void tell(TenantModel model, List<Absent> cohort) {
        Comparator<Position> order = Comparator.naturalOrder();
        Position from = cohort.stream().map(absent -> absent.from).min(order).orElseThrow();
        Position until = cohort.stream().map(absent -> absent.until).max(order).orElseThrow();
        List<Change> page = parts.tools().log().of(tenant, from, until, PAGE);
        Position read = page.size() < PAGE ? until : page.getLast().position();
        Map<Subscription, Absent> told = new HashMap<>();
        cohort.stream()
                .filter(absent -> read.isAfter(absent.from))
                .forEach(absent -> told.put(absent.subscription, absent));
        long now = System.nanoTime();
        parts.beliefs().renew(model, told.keySet());
        feed.deliver(
                model,
                page,
                told.keySet(),
                now,
                (subscription, messages) -> {
                    Absent absent = told.get(subscription);
                    if (absent != null) {
                        tell(absent, messages, page, read);
                    }
                });
        told.values().forEach(absent -> absent.from = earlier(read, absent.until));
    }

    private static void tell(Absent absent, Messages messages, List<Change> page, Position read) {
        absent.subscription.tell(messages.within(absent.from, absent.until));
        absent.told +=
                (int)
                        page.stream()
                                .filter(change -> change.position().isAfter(absent.from))
                                .count();
        absent.from = earlier(read, absent.until);
    }

    private static Position earlier(Position one, Position other) {
        return one.isAfter(other) ? other : one;
    }
}
