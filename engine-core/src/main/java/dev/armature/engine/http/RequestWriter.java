package dev.armature.engine.http;

import dev.armature.engine.access.Caller;
import dev.armature.engine.idempotency.IdempotencyKey;
import dev.armature.engine.idempotency.KeptAnswer;
import dev.armature.engine.idempotency.OnceWriter;
import dev.armature.engine.record.Cause;
import dev.armature.engine.record.Command;
import dev.armature.engine.record.Outcome;
import dev.armature.engine.record.RecordWriter;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/** Carries out what a request wants written; with an {@code Idempotency-Key}, once. */
@Singleton
final class RequestWriter {

    static final String KEY = "Idempotency-Key";
    static final String REPLAYED = "Idempotency-Replayed";

    private final RecordWriter writer;
    private final OnceWriter onceWriter;

    RequestWriter(RecordWriter writer, OnceWriter onceWriter) {
        this.writer = writer;
        this.onceWriter = onceWriter;
    }

    /** What a request wants done, all or none of it if it is atomic. */
    record Batch(List<Command> commands, boolean atomic) {
        static Batch of(Command command) {
            return new Batch(List.of(command), true);
        }
    }

    /** Makes the answer of what became of the commands. */
    @FunctionalInterface
    interface Answering extends Function<List<Outcome>, MutableHttpResponse<byte[]>> {}

    HttpResponse<byte[]> write(
            HttpRequest<?> request, Caller caller, byte[] body, Batch batch, Answering answering) {
        Cause cause = Cause.of("request", Tracing.traceId(request));
        String key = request.getHeaders().get(KEY);
        if (key == null) {
            return answering.apply(
                    batch.atomic()
                            ? writer.writeAll(caller, batch.commands(), cause)
                            : writer.writeEach(caller, batch.commands(), cause));
        }
        OnceWriter.Answered answered =
                onceWriter.write(
                        caller,
                        batch.commands(),
                        batch.atomic(),
                        cause,
                        key(key, request, body),
                        outcomes -> kept(answering.apply(outcomes)));
        MutableHttpResponse<byte[]> response = response(answered.answer());
        return answered.replayed() ? response.header(REPLAYED, "true") : response;
    }

    static IdempotencyKey key(String key, HttpRequest<?> request, byte[] body) {
        return IdempotencyKey.of(key, head(request), body);
    }

    /** What makes a request the same as another beside its body. */
    static String head(HttpRequest<?> request) {
        String ifMatch = Objects.requireNonNullElse(request.getHeaders().get("If-Match"), "");
        return request.getMethodName() + "\n" + request.getUri() + "\n" + ifMatch;
    }

    private static KeptAnswer kept(MutableHttpResponse<byte[]> response) {
        HttpHeaders headers = response.getHeaders();
        return new KeptAnswer(
                response.code(), headers.get("ETag"), headers.get("Location"), response.body());
    }

    private static MutableHttpResponse<byte[]> response(KeptAnswer kept) {
        MutableHttpResponse<byte[]> response = HttpResponse.status(kept.status(), "");
        if (kept.body() != null) {
            response.body(kept.body()).contentType(MediaType.APPLICATION_JSON_TYPE);
        }
        if (kept.etag() != null) {
            response.header("ETag", kept.etag());
        }
        if (kept.location() != null) {
            response.header("Location", kept.location());
        }
        return response;
    }
}
