package dev.armature.plugin.pool;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets each plugin of a tenant have so many calls at once and so much processor time a minute, so
 * that none takes a node from the others. Thread-safe.
 */
final class Admission {

    private static final long MINUTE_NANOS = TimeUnit.MINUTES.toNanos(1);

    /** From so many accounts on, those in which there is nothing to remember are forgotten. */
    private static final int MANY = 10_000;

    /** Lets the current thread sleep. */
    @FunctionalInterface
    interface Sleeper {
        void sleep(long nanos) throws InterruptedException;
    }

    private final SandboxOptions options;
    private final LongSupplier nanoTime;
    private final Sleeper sleeper;
    private final double nanosPerNano;
    private final Map<PluginKey, Account> accounts = new HashMap<>();

    Admission(SandboxOptions options, int processors, LongSupplier nanoTime, Sleeper sleeper) {
        this.options = options;
        this.nanoTime = nanoTime;
        this.sleeper = sleeper;
        this.nanosPerNano = options.cpuShare() * processors;
    }

    /**
     * Waits for a place, and for the plugin to be within its share: who is a little above it is
     * slowed down, who is far above is turned away.
     *
     * @return null when there is a place, to be given back by {@link #leave}; else why there is
     *     none
     */
    @Nullable String enter(PluginKey key) throws InterruptedException {
        Account account;
        long pause;
        synchronized (this) {
            if (accounts.size() > MANY) {
                accounts.values().removeIf(Account::isForgettable);
            }
            account = accounts.computeIfAbsent(key, absent -> new Account());
            account.refill();
            pause = account.balance > 0 ? 0 : (long) Math.ceil(-account.balance / nanosPerNano);
            if (pause > options.maxWait().toNanos()) {
                return "it has used up its share of this node's processor time";
            }
            account.users++;
        }
        boolean entered = false;
        try {
            if (pause > 0) {
                sleeper.sleep(pause);
            }
            entered =
                    account.places.tryAcquire(options.maxWait().toMillis(), TimeUnit.MILLISECONDS);
            return entered
                    ? null
                    : "it has " + options.callsPerPlugin() + " calls under way already";
        } finally {
            if (!entered) {
                synchronized (this) {
                    account.users--;
                }
            }
        }
    }

    /** Gives a place back, and says what was used. */
    synchronized void leave(PluginKey key, Duration cpu) {
        Account account = accounts.get(key);
        if (account != null) {
            account.refill();
            account.balance -= cpu.toNanos();
            account.users--;
            account.places.release();
        }
    }

    private final class Account {

        private final Semaphore places = new Semaphore(options.callsPerPlugin(), true);
        private int users;
        private double balance = nanosPerNano * MINUTE_NANOS;
        private long filledAt = nanoTime.getAsLong();

        void refill() {
            long now = nanoTime.getAsLong();
            balance =
                    Math.min(
                            nanosPerNano * MINUTE_NANOS, balance + nanosPerNano * (now - filledAt));
            filledAt = now;
        }

        boolean isForgettable() {
            refill();
            return users == 0 && balance >= nanosPerNano * MINUTE_NANOS;
        }
    }
}
