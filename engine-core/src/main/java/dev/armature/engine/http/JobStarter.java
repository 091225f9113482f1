package dev.armature.engine.http;

import dev.armature.engine.access.Caller;
import dev.armature.engine.idempotency.IdempotencyKey;
import dev.armature.engine.idempotency.IdempotencyKeys;
import dev.armature.engine.idempotency.KeptAnswer;
import dev.armature.engine.job.Jobs;
import dev.armature.engine.sql.TenantDatabase;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import jakarta.inject.Singleton;
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
 * Starts the job that a request asks for; with an {@code Idempotency-Key}, one job however often
 * the request comes. It is answered with the first job, as that is by now.
 */
@Singleton
final class JobStarter {

    private static final String LOCATION = "/api/v1/jobs/";

    private final Jobs jobs;
    private final TenantDatabase database;
    private final IdempotencyKeys keys;

    JobStarter(Jobs jobs, TenantDatabase database, IdempotencyKeys keys) {
        this.jobs = jobs;
        this.database = database;
        this.keys = keys;
    }

    /** Puts a job down, together with what is to be known of it. */
    @FunctionalInterface
    interface Starting {
        UUID start(Jobs.Together together);
    }

    /** The same for a job whose input is the request's body. */
    @FunctionalInterface
    interface Uploading {
        UUID start(InputStream body, Jobs.Together together) throws IOException;
    }

    HttpResponse<byte[]> start(
            HttpRequest<?> request, Caller caller, byte[] body, Starting starting) {
        String text = request.getHeaders().get(RequestWriter.KEY);
        if (text == null) {
            return JobController.accepted(jobs, caller, starting.start(Jobs.Together.NOTHING));
        }
        IdempotencyKey key = IdempotencyKey.of(text, RequestWriter.head(request), body);
        try {
            // What makes a job ready may take more than its own transaction.
            database.transaction(
                    caller.tenantId(),
                    connection -> {
                        replayIfKept(connection, caller, key);
                        return true;
                    });
            return JobController.accepted(
                    jobs, caller, starting.start(new Once(caller, () -> key)));
        } catch (ReplayException e) {
            return replayed(caller, e);
        }
    }

    HttpResponse<byte[]> upload(
            HttpRequest<?> request, Caller caller, InputStream body, Uploading uploading)
            throws IOException {
        String text = request.getHeaders().get(RequestWriter.KEY);
        if (text == null) {
            return JobController.accepted(
                    jobs, caller, uploading.start(body, Jobs.Together.NOTHING));
        }
        IdempotencyKey.requireVisible(text);
        MessageDigest digest = IdempotencyKey.digest(RequestWriter.head(request));
        InputStream digested = new DigestInputStream(body, digest);
        try {
            if (database.transaction(
                    caller.tenantId(), connection -> keys.isKnown(connection, caller, text))) {
                // Nothing is kept of a body that was taken before, or is refused.
                digested.transferTo(OutputStream.nullOutputStream());
                IdempotencyKey key = IdempotencyKey.of(text, digest);
                database.transaction(
                        caller.tenantId(),
                        connection -> {
                            replayIfKept(connection, caller, key);
                            return true;
                        });
            }
            return JobController.accepted(
                    jobs,
                    caller,
                    uploading.start(
                            digested, new Once(caller, () -> IdempotencyKey.of(text, digest))));
        } catch (ReplayException e) {
            return replayed(caller, e);
        }
    }

    private void replayIfKept(Connection connection, Caller caller, IdempotencyKey key) {
        keys.claim(connection, caller, key)
                .ifPresent(kept -> {
                    throw new ReplayException(kept.location());
                });
    }

    private HttpResponse<byte[]> replayed(Caller caller, ReplayException replay) {
        UUID first = UUID.fromString(replay.location.substring(LOCATION.length()));
        return JobController.accepted(jobs, caller, first).header(RequestWriter.REPLAYED, "true");
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
            replayIfKept(connection, caller, key);
        }

        @Override
        public void after(Connection connection, UUID job) {
            if (key != null) {
                keys.keep(connection, caller, key, new KeptAnswer(202, null, LOCATION + job, null));
            }
        }
    }

    /** The job was started before. */
    private static final class ReplayException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final String location;

        ReplayException(@Nullable String location) {
            super("replayed", null, false, false);
            this.location = String.valueOf(location);
        }
    }
}
