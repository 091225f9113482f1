package dev.armature.engine.idempotency;

import dev.armature.engine.access.Caller;
import dev.armature.engine.job.Jobs;
import dev.armature.engine.sql.TenantDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.sql.Connection;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Starts one job for what comes with a key, however often it comes. Which job it was is kept in the
 * transaction that puts the job down. Thread-safe.
 */
public final class OnceStarter {

    private static final int ACCEPTED = 202;

    private final TenantDatabase database;
    private final IdempotencyKeys keys;
    private final String addresses;

    /**
     * A starter.
     *
     * @param addresses what the address of a job begins with, before its id
     */
    public OnceStarter(TenantDatabase database, IdempotencyKeys keys, String addresses) {
        this.database = database;
        this.keys = keys;
        this.addresses = addresses;
    }

    /** Puts a job down, together with what is to be known of it. */
    @FunctionalInterface
    public interface Starting {
        UUID start(Jobs.Together together);
    }

    /** The same for a job whose input comes with the request. */
    @FunctionalInterface
    public interface Uploading {
        UUID start(InputStream body, Jobs.Together together) throws IOException;
    }

    /**
     * A job.
     *
     * @param replayed whether it was started before, and nothing was started now
     */
    public record Started(UUID job, boolean replayed) {}

    /** Starts a job unless this was done before. */
    public Started start(Caller caller, IdempotencyKey key, Starting starting) {
        try {
            // What makes a job ready may take more than its own transaction.
            requireNew(caller, key);
            return new Started(starting.start(new Once(caller, () -> key)), false);
        } catch (ReplayException e) {
            return new Started(e.job, true);
        }
    }

    /**
     * Starts a job with an input unless this was done before.
     *
     * @param text the key as it was sent
     * @param digest has been given what else the request says
     */
    public Started upload(
            Caller caller, String text, MessageDigest digest, InputStream body, Uploading uploading)
            throws IOException {
        IdempotencyKey.requireVisible(text);
        InputStream digested = new DigestInputStream(body, digest);
        try {
            if (database.transaction(
                    caller.tenantId(), connection -> keys.isKnown(connection, caller, text))) {
                // Nothing is kept of a body that was taken before, or is refused.
                digested.transferTo(OutputStream.nullOutputStream());
                requireNew(caller, IdempotencyKey.of(text, digest));
            }
            Once once = new Once(caller, () -> IdempotencyKey.of(text, digest));
            return new Started(uploading.start(digested, once), false);
        } catch (ReplayException e) {
            return new Started(e.job, true);
        }
    }

    private void requireNew(Caller caller, IdempotencyKey key) {
        database.transaction(
                caller.tenantId(),
                connection -> {
                    requireNew(connection, caller, key);
                    return true;
                });
    }

    private void requireNew(Connection connection, Caller caller, IdempotencyKey key) {
        keys.claim(connection, caller, key)
                .ifPresent(kept -> {
                    String address = String.valueOf(kept.location());
                    throw new ReplayException(
                            UUID.fromString(address.substring(addresses.length())));
                });
    }

    /** Keeps a job's address in the transaction that puts it down. */
    private final class Once implements Jobs.Together {

        private final Caller caller;
        private final Supplier<IdempotencyKey> reading;
        private @Nullable IdempotencyKey key;

        /**
         * @param reading gives the key once the whole body has been read
         */
        Once(Caller caller, Supplier<IdempotencyKey> reading) {
            this.caller = caller;
            this.reading = reading;
        }

        @Override
        public void before(Connection connection) {
            key = reading.get();
            requireNew(connection, caller, key);
        }

        @Override
        public void after(Connection connection, UUID job) {
            if (key != null) {
                KeptAnswer answer = new KeptAnswer(ACCEPTED, null, addresses + job, null);
                keys.keep(connection, caller, key, answer);
            }
        }
    }

    /** The job was started before. */
    private static final class ReplayException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final UUID job;

        ReplayException(UUID job) {
            super("replayed", null, false, false);
            this.job = job;
        }
    }
}
