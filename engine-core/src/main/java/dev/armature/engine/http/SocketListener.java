package dev.armature.engine.http;

import dev.armature.engine.live.Ending;
import dev.armature.engine.live.Messages;
import dev.armature.engine.live.Subscription;
import dev.armature.metadata.json.Json;
import io.micronaut.http.HttpRequest;
import io.micronaut.websocket.WebSocketSession;
import io.micronaut.websocket.exceptions.WebSocketSessionException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** One connection of a WebSocket: what is told goes out when what went before has gone. */
final class SocketListener {

    /** How many pings may go unanswered. */
    private static final int MOST_UNANSWERED = 2;

    private final WebSocketSession session;
    private final HttpRequest<?> request;
    private final Executor blocking;
    private final AtomicBoolean known = new AtomicBoolean();
    private final AtomicBoolean busy = new AtomicBoolean();
    private final AtomicInteger unanswered = new AtomicInteger();
    private volatile @Nullable Subscription subscription;

    SocketListener(WebSocketSession session, HttpRequest<?> request, Executor blocking) {
        this.session = session;
        this.request = request;
        this.blocking = blocking;
    }

    HttpRequest<?> request() {
        return request;
    }

    /** Says that it is known who it is of, and whether it was not before. */
    boolean isKnownNow() {
        return known.compareAndSet(false, true);
    }

    void begin(Subscription begun) {
        subscription = begun;
        begun.listen(() -> go(begun));
        if (!session.isOpen()) {
            begun.end(Ending.GONE);
        }
    }

    void end(Ending why) {
        Subscription begun = subscription;
        if (begun != null) {
            begun.end(why);
        }
    }

    void pong() {
        unanswered.set(0);
    }

    private void go(Subscription source) {
        if (busy.compareAndSet(false, true)) {
            blocking.execute(() -> sendNext(source));
        }
    }

    private void sendNext(Subscription source) {
        try {
            send(source);
        } catch (WebSocketSessionException e) {
            source.end(Ending.GONE);
        }
    }

    // Whoever comes between the last look and the end of being busy is seen by the second look.
    private void send(Subscription source) {
        Messages next = source.take();
        if (next != null) {
            send(source, next);
            return;
        }
        if (source.isOver()) {
            Ending ending = source.ending();
            SocketClosing.close(
                    session,
                    ending == Ending.UNAUTHENTICATED ? 4401 : 4000,
                    ending == null ? "" : ending.message());
            return;
        }
        busy.set(false);
        if (source.hasMore()) {
            go(source);
        }
    }

    private void send(Subscription source, Messages messages) {
        CompletableFuture<?> sent = CompletableFuture.completedFuture(null);
        if (messages.isBeat()) {
            if (unanswered.getAndIncrement() >= MOST_UNANSWERED) {
                source.end(Ending.GONE);
                SocketClosing.close(session, 4408, "Pings were not answered");
                return;
            }
            sent = session.sendPingAsync(new byte[0]);
        }
        for (Messages.Message message : messages.list()) {
            sent = session.sendAsync(text(messages, message));
        }
        var _ =
                sent.whenCompleteAsync(
                        (done, failure) -> {
                            if (failure == null) {
                                sendNext(source);
                            } else {
                                source.end(Ending.GONE);
                            }
                        },
                        blocking);
    }

    private static String text(Messages messages, Messages.Message message) {
        return messages.isBeat()
                ? Json.write(Json.object().put("event", message.id()).put("type", "beat"))
                : new String(message.json(), StandardCharsets.UTF_8);
    }
}
