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

    private final SandboxOptions options;
    private final LongSupplier nanoTime;
    private final double nanosPerNano;
    private final Map<PluginKey, Account> accounts = new HashMap<>();

    Admission(SandboxOptions options, int processors, LongSupplier nanoTime) {
        this.options = options;
        this.nanoTime = nanoTime;
        this.nanosPerNano = options.cpuShare() * processors;
    }

    /**
     * Waits for a place.
     *
     * @return null when there is one, to be given back by {@link #leave}; else why there is none
     */
    @Nullable String enter(PluginKey key) throws InterruptedException {
        Account account;
        synchronized (this) {
            account = accounts.computeIfAbsent(key, absent -> new Account());
            account.refill();
            if (account.balance <= 0) {
                return "it has used up its share of this node's processor time";
            }
            account.users++;
        }
        if (account.places.tryAcquire(options.maxWait().toMillis(), TimeUnit.MILLISECONDS)) {
            return null;
        }
        synchronized (this) {
            account.users--;
        }
        return "it has " + options.callsPerPlugin() + " calls under way already";
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

    /** Forgets accounts in which there is nothing to remember. */
    synchronized void sweep() {
        accounts.values().removeIf(account -> account.users == 0 && account.isFull());
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

        boolean isFull() {
            refill();
            return balance >= nanosPerNano * MINUTE_NANOS;
        }
    }
}
