package dev.armature.engine.http;

import dev.armature.engine.access.Caller;
import dev.armature.engine.idempotency.IdempotencyKey;
import dev.armature.engine.idempotency.OnceStarter;
import dev.armature.engine.job.Jobs;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MutableHttpResponse;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;

/**
 * Starts the job that a request asks for; with an {@code Idempotency-Key}, one job however often
 * the request comes. It is answered with the first job, as that is by now.
 */
@Singleton
final class JobStarter {

    private final Jobs jobs;
    private final OnceStarter onceStarter;

    JobStarter(Jobs jobs, OnceStarter onceStarter) {
        this.jobs = jobs;
        this.onceStarter = onceStarter;
    }

    HttpResponse<byte[]> start(
            HttpRequest<?> request, Caller caller, byte[] body, OnceStarter.Starting starting) {
        String text = request.getHeaders().get(RequestWriter.KEY);
        if (text == null) {
            return JobController.accepted(jobs, caller, starting.start(Jobs.Together.NOTHING));
        }
        IdempotencyKey key = IdempotencyKey.of(text, RequestWriter.head(request), body);
        return answer(caller, onceStarter.start(caller, key, starting));
    }

    HttpResponse<byte[]> upload(
            HttpRequest<?> request,
            Caller caller,
            InputStream body,
            OnceStarter.Uploading uploading)
            throws IOException {
        String text = request.getHeaders().get(RequestWriter.KEY);
        if (text == null) {
            return JobController.accepted(
                    jobs, caller, uploading.start(body, Jobs.Together.NOTHING));
        }
        return answer(
                caller,
                onceStarter.upload(
                        caller,
                        text,
                        IdempotencyKey.digest(RequestWriter.head(request)),
                        body,
                        uploading));
    }

    private HttpResponse<byte[]> answer(Caller caller, OnceStarter.Started started) {
        MutableHttpResponse<byte[]> response = JobController.accepted(jobs, caller, started.job());
        return started.replayed() ? response.header(RequestWriter.REPLAYED, "true") : response;
    }
}
