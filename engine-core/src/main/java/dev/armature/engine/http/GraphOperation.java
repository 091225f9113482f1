package dev.armature.engine.http;

import dev.armature.engine.live.Ending;
import dev.armature.engine.live.Messages;
import dev.armature.engine.live.Subscription;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One operation of a connection. What a subscription is told goes out when what went before has
 * gone.
 */
final class GraphOperation {

    private final String id;
    private final GraphConnection connection;
    private final Executor blocking;
    private final AtomicBoolean busy = new AtomicBoolean();
    private volatile boolean over;
    private volatile @Nullable Subscription subscription;

    GraphOperation(String id, GraphConnection connection, Executor blocking) {
        this.id = id;
        this.connection = connection;
        this.blocking = blocking;
    }

    String id() {
        return id;
    }

    /** Whether nobody waits for it any more. */
    boolean isOver() {
        return over;
    }

    void listen(Subscription begun, GraphTelling telling) {
        subscription = begun;
        begun.listen(() -> go(begun, telling));
        if (over) {
            begun.end(Ending.GONE);
        }
    }

    void end() {
        over = true;
        Subscription begun = subscription;
        if (begun != null) {
            begun.end(Ending.GONE);
        }
    }

    private void go(Subscription source, GraphTelling telling) {
        if (busy.compareAndSet(false, true)) {
            blocking.execute(() -> send(source, telling));
        }
    }

    // Whoever comes between the last look and the end of being busy is seen by the second look.
    private void send(Subscription source, GraphTelling telling) {
        Messages next = source.take();
        if (next != null) {
            send(source, telling, next);
            return;
        }
        if (source.isOver()) {
            ended(source, telling);
            return;
        }
        busy.set(false);
        if (source.hasMore()) {
            go(source, telling);
        }
    }

    private void send(Subscription source, GraphTelling telling, Messages messages) {
        CompletableFuture<?> sent = CompletableFuture.completedFuture(null);
        for (Messages.Message message : messages.list()) {
            if (over) {
                break;
            }
            switch (telling.tell(source.entrant(), message)) {
                case GraphTelling.Told.Nothing nothing -> {}
                case GraphTelling.Told.Next next -> sent = connection.next(id, next.answer());
                case GraphTelling.Told.Over ended -> {
                    connection.error(this, ended.errors());
                    source.end(Ending.GONE);
                }
            }
        }
        var _ =
                sent.whenCompleteAsync(
                        (done, failure) -> {
                            if (failure != null) {
                                source.end(Ending.GONE);
                            }
                            send(source, telling);
                        },
                        blocking);
    }

    private void ended(Subscription source, GraphTelling telling) {
        Ending ending = source.ending();
        if (over || ending == null || ending == Ending.GONE) {
            return;
        }
        var errors = telling.errors(ending);
        if (ending == Ending.REFUSED && errors != null) {
            connection.error(this, errors);
        } else {
            connection.close(ending == Ending.UNAUTHENTICATED ? 4401 : 4000, ending.message());
        }
    }
}
