package dev.armature.engine.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.identity.Entrant;
import dev.armature.engine.live.Ending;
import dev.armature.engine.live.LiveChanges;
import dev.armature.metadata.json.Attributes;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.problem.Problems;
import io.micronaut.http.HttpRequest;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.websocket.CloseReason;
import io.micronaut.websocket.WebSocketPongMessage;
import io.micronaut.websocket.WebSocketSession;
import io.micronaut.websocket.annotation.OnClose;
import io.micronaut.websocket.annotation.OnError;
import io.micronaut.websocket.annotation.OnMessage;
import io.micronaut.websocket.annotation.OnOpen;
import io.micronaut.websocket.annotation.ServerWebSocket;
import jakarta.inject.Named;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The same changes over WebSocket. The first message says who listens and to what; a token in the
 * address would be in logs. Nothing is taken from cookies, so a page of another site gets nowhere
 * by the browser of somebody who is signed in, and it has to be named by the tenant besides.
 */
@ServerWebSocket("/ws")
final class LiveSocket {

    /** The largest frame, and the largest message, that is taken, in bytes. */
    static final int MAX_FRAME_BYTES = 65_536;

    /** How long a connection may be open before it says who it is of. */
    static final Duration UNKNOWN_FOR = Duration.ofSeconds(10);

    private static final String LISTENER = "armature.listener";
    private static final int TEXT = 4_000;

    private final LiveChanges live;
    private final Interests interests;
    private final SocketEntrance entrance;
    private final ExecutorService blocking;

    LiveSocket(
            LiveChanges live,
            Interests interests,
            SocketEntrance entrance,
            @Named(TaskExecutors.BLOCKING) ExecutorService blocking) {
        this.live = live;
        this.interests = interests;
        this.entrance = entrance;
        this.blocking = blocking;
    }

    @OnOpen
    void open(WebSocketSession session, HttpRequest<?> request) {
        SocketListener listener = new SocketListener(session, request, blocking);
        session.put(LISTENER, listener);
        if (!entrance.arrives()) {
            left(listener);
            session.close(new CloseReason(1013, "There are too many connections without a token"));
            return;
        }
        CompletableFuture.delayedExecutor(UNKNOWN_FOR.toSeconds(), TimeUnit.SECONDS, blocking)
                .execute(() -> {
                    if (left(listener)) {
                        SocketClosing.close(
                                session,
                                4408,
                                "The first message, with a token, was not there within "
                                        + UNKNOWN_FOR.toSeconds()
                                        + " seconds");
                    }
                });
    }

    /** Whether it was not known yet who it is of. */
    private boolean left(SocketListener listener) {
        boolean was = listener.isKnownNow();
        if (was) {
            entrance.isNoStranger();
        }
        return was;
    }

    @OnMessage(maxPayloadLength = MAX_FRAME_BYTES)
    @ExecuteOn(TaskExecutors.BLOCKING)
    void message(String text, WebSocketSession session) {
        SocketListener listener = listener(session);
        if (listener == null || !left(listener)) {
            SocketClosing.close(
                    session, 4400, "One message says what is listened to, and there is no other");
            return;
        }
        try {
            begin(text, listener);
        } catch (EngineException e) {
            refuse(session, e);
        }
    }

    private record Asked(String token, Interests.Wanted wanted, @Nullable String last) {}

    private void begin(String text, SocketListener listener) {
        Asked asked = read(Json.parseObject(text.getBytes(StandardCharsets.UTF_8)));
        HttpRequest<?> request = listener.request();
        Entrant entrant = entrance.enter(request, asked.token);
        KeyScopes.requireListening(entrant.scopes());
        listener.begin(
                live.open(entrant, asked.token, interests.read(entrant, asked.wanted), asked.last));
    }

    private static Asked read(ObjectNode body) {
        Problems problems = new Problems();
        Attributes attributes = Attributes.of(body, "", problems);
        Asked asked =
                new Asked(
                        attributes.text("token", MAX_FRAME_BYTES),
                        new Interests.Wanted(
                                attributes.optionalText("objects", TEXT),
                                attributes.optionalText("id", TEXT),
                                attributes.optionalText("filter", MAX_FRAME_BYTES),
                                attributes.optionalText("fields", MAX_FRAME_BYTES)),
                        attributes.optionalText("last", TEXT));
        attributes.finish();
        problems.throwIfAny(ErrorCode.VALIDATION_FAILED);
        return asked;
    }

    private static void refuse(WebSocketSession session, EngineException refusal) {
        SocketListener listener = listener(session);
        if (listener == null) {
            return;
        }
        JsonNode problem = ProblemDocuments.body(listener.request(), refusal);
        ObjectNode message = Json.object().put("type", "refused");
        message.set("problem", problem);
        int code =
                switch (refusal.code().kind()) {
                    case UNAUTHENTICATED -> 4401;
                    case FORBIDDEN -> 4403;
                    case NOT_FOUND -> 4404;
                    case LIMITED, UNAVAILABLE -> 4429;
                    default -> 4400;
                };
        var _ =
                session.sendAsync(Json.write(message))
                        .whenComplete((sent, failure) ->
                                SocketClosing.close(session, code, refusal.detail()));
    }

    @OnMessage
    void pong(WebSocketPongMessage pong, WebSocketSession session) {
        SocketListener listener = listener(session);
        if (listener != null) {
            listener.pong();
        }
    }

    @OnClose
    void close(WebSocketSession session) {
        SocketListener listener = listener(session);
        if (listener != null) {
            left(listener);
            listener.end(Ending.GONE);
        }
    }

    /** A frame that is wrong or too large ends its connection, and no other. */
    @OnError
    void failed(WebSocketSession session, Throwable failure) {
        close(session);
        SocketClosing.after(failure, session, MAX_FRAME_BYTES);
    }

    private static @Nullable SocketListener listener(WebSocketSession session) {
        return session.get(LISTENER, SocketListener.class).orElse(null);
    }
}
