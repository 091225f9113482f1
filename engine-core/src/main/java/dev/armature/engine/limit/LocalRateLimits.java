package dev.armature.engine.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Counts in this process. Of each subject one number is kept: the moment at which nothing of its
 * limit is used any more (the generic cell rate algorithm), so that counting is one
 * compare-and-set. Thread-safe.
 */
public final class LocalRateLimits implements RateLimits {

    // More subjects than this push out those that are seldom heard of.
    private static final int MOST_SUBJECTS = 200_000;

    private final LongSupplier micros;
    private final Cache<Subject, AtomicLong> free =
            Caffeine.newBuilder()
                    .maximumSize(MOST_SUBJECTS)
                    .expireAfterAccess(Charge.WINDOW.multipliedBy(2))
                    .build();

    /** Counts by a clock that only goes forward: the one on the wall may jump. */
    public LocalRateLimits() {
        this(() -> TimeUnit.NANOSECONDS.toMicros(System.nanoTime()));
    }

    /**
     * @param micros the time in microseconds from some beginning
     */
    LocalRateLimits(LongSupplier micros) {
        this.micros = micros;
    }

    @Override
    public CompletionStage<Verdict> take(List<Charge> charges) {
        return CompletableFuture.completedFuture(count(charges, 1));
    }

    @Override
    public CompletionStage<Verdict> look(List<Charge> charges) {
        return CompletableFuture.completedFuture(count(charges, 0));
    }

    private Verdict count(List<Charge> charges, int requests) {
        long now = micros.getAsLong();
        long[] used = new long[charges.size()];
        for (int i = 0; i < used.length; i++) {
            Charge charge = charges.get(i);
            used[i] = add(charge, now, requests);
            if (used[i] > charge.capacity()) {
                giveBack(charges.subList(0, i), requests);
                return Verdict.refused(charge, used[i] - charge.capacity());
            }
        }
        return Verdict.allowed(charges, used);
    }

    /** What is used with the requests in; where that is more than there is, nothing is counted. */
    private long add(Charge charge, long now, int requests) {
        AtomicLong time = time(charge.subject(), now);
        while (true) {
            long before = time.get();
            long begin = Math.max(before, now);
            long used = begin + charge.interval() - now;
            if (used > charge.capacity()) {
                return used;
            }
            if (requests == 0) {
                return begin - now;
            }
            if (time.compareAndSet(before, begin + charge.interval())) {
                return used;
            }
        }
    }

    private AtomicLong time(Subject subject, long now) {
        AtomicLong time = free.getIfPresent(subject);
        return time == null ? free.get(subject, fresh -> new AtomicLong(now)) : time;
    }

    private void giveBack(List<Charge> charges, int requests) {
        for (Charge charge : charges) {
            AtomicLong time = free.getIfPresent(charge.subject());
            if (time != null) {
                time.addAndGet(-requests * charge.interval());
            }
        }
    }
}
