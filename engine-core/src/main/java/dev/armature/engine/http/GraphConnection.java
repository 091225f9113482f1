package dev.armature.engine.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.json.Json;
import io.micronaut.http.HttpRequest;
import io.micronaut.websocket.WebSocketSession;
import io.micronaut.websocket.exceptions.WebSocketSessionException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** One connection of {@link GraphSocket}: how far it is, and what is under way. Thread-safe. */
final class GraphConnection {

    private final WebSocketSession session;
    private final HttpRequest<?> request;
    private final Executor blocking;
    private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.NEW);
    private final Map<String, GraphOperation> operations = new ConcurrentHashMap<>();
    private final AtomicLong waiting = new AtomicLong();
    private final AtomicInteger unanswered = new AtomicInteger();
    private volatile @Nullable Known known;

    /** How far a connection is. */
    enum Phase {
        /** Nobody has said who it is of. */
        NEW,
        /** It is being found out. */
        ASKED,
        /** Operations are taken. */
        OPEN,
        OVER
    }

    /** Whose connection it is. */
    record Known(UUID user, String token, NumberForm numbers) {}

    GraphConnection(WebSocketSession session, HttpRequest<?> request, Executor blocking) {
        this.session = session;
        this.request = request;
        this.blocking = blocking;
    }

    HttpRequest<?> request() {
        return request;
    }

    boolean goes(Phase from, Phase to) {
        return phase.compareAndSet(from, to);
    }

    /** Ends it for good, and says how far it was. */
    Phase over() {
        Phase was = phase.getAndSet(Phase.OVER);
        operations.values().forEach(GraphOperation::end);
        operations.clear();
        return was;
    }

    boolean isOpen() {
        return phase.get() == Phase.OPEN;
    }

    @Nullable Known known() {
        return known;
    }

    void is(Known who) {
        known = who;
    }

    /** Begins an operation; null where another under way has its id. */
    @Nullable GraphOperation begin(String id) {
        GraphOperation operation = new GraphOperation(id, this, blocking);
        if (operations.putIfAbsent(id, operation) != null) {
            return null;
        }
        if (phase.get() == Phase.OVER) {
            operation.end();
        }
        return operation;
    }

    int underWay() {
        return operations.size();
    }

    /** Forgets an operation, so that its id may be used again. */
    void finish(GraphOperation operation) {
        operations.remove(operation.id(), operation);
        operation.end();
    }

    /** The client wants nothing more of an operation. */
    void complete(String id) {
        GraphOperation operation = operations.remove(id);
        if (operation != null) {
            blocking.execute(operation::end);
        }
    }

    CompletableFuture<?> next(String id, byte[] answer) {
        String head = Json.write(Json.object().put("id", id).put("type", "next"));
        return send(
                head.substring(0, head.length() - 1)
                        + ",\"payload\":"
                        + new String(answer, StandardCharsets.UTF_8)
                        + "}");
    }

    void answer(GraphOperation operation, byte[] answer) {
        if (!operation.isOver()) {
            var _ = next(operation.id(), answer);
            finish(operation);
            send("complete", operation.id(), null);
        }
    }

    void error(GraphOperation operation, ArrayNode errors) {
        if (!operation.isOver()) {
            finish(operation);
            send("error", operation.id(), errors);
        }
    }

    void send(String type, @Nullable String id, @Nullable JsonNode payload) {
        ObjectNode message = Json.object();
        if (id != null) {
            message.put("id", id);
        }
        message.put("type", type);
        if (payload != null) {
            message.set("payload", payload);
        }
        var _ = send(Json.write(message));
    }

    // One answer may be larger than what may wait, if nothing else does.
    private CompletableFuture<?> send(String text) {
        long size = text.length();
        long all = waiting.addAndGet(size);
        if (all > GraphSocket.MAX_WAITING && all > size) {
            close(
                    4000,
                    "More than %d characters waited for you; come back with the last event"
                            .formatted(GraphSocket.MAX_WAITING));
            return CompletableFuture.failedFuture(new WebSocketSessionException("too slow"));
        }
        try {
            return session.sendAsync(text)
                    .whenComplete((sent, failure) -> waiting.addAndGet(-size));
        } catch (WebSocketSessionException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    void pong() {
        unanswered.set(0);
    }

    /** Asks whether the other side is still there; says whether it was heard of lately. */
    boolean ping() {
        if (unanswered.getAndIncrement() >= GraphSocket.MOST_UNANSWERED) {
            return false;
        }
        try {
            var _ = session.sendPingAsync(new byte[0]);
        } catch (WebSocketSessionException e) {
            return false;
        }
        return true;
    }

    void close(int code, String reason) {
        SocketClosing.close(session, code, reason);
    }
}
