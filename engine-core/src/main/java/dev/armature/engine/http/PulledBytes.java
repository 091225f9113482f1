package dev.armature.engine.http;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * A body that is made as fast as its client takes it, on threads that may wait. A client that goes
 * away closes the source; a source that fails breaks the connection off, so that nobody takes the
 * half for the whole.
 */
final class PulledBytes implements Publisher<byte[]> {

    private final Supplier<byte @Nullable []> source;
    private final Runnable close;
    private final Executor blocking;

    /**
     * @param source gives null after the last piece
     * @param close ends the source, from any thread, and more than once does no harm
     */
    PulledBytes(Supplier<byte @Nullable []> source, Runnable close, Executor blocking) {
        this.source = source;
        this.close = close;
        this.blocking = blocking;
    }

    @Override
    public void subscribe(Subscriber<? super byte[]> subscriber) {
        subscriber.onSubscribe(new Pull(subscriber));
    }

    private final class Pull implements Subscription {
        private final Subscriber<? super byte[]> subscriber;
        private final AtomicLong wanted = new AtomicLong();
        private final AtomicBoolean over = new AtomicBoolean();

        Pull(Subscriber<? super byte[]> subscriber) {
            this.subscriber = subscriber;
        }

        @Override
        public void request(long more) {
            if (wanted.getAndAccumulate(more, Pull::capped) == 0) {
                blocking.execute(this::pull);
            }
        }

        private static long capped(long before, long more) {
            return before + more < 0 ? Long.MAX_VALUE : before + more;
        }

        private void pull() {
            try {
                do {
                    byte[] piece = source.get();
                    if (piece == null) {
                        end(subscriber::onComplete);
                        return;
                    }
                    if (!over.get()) {
                        subscriber.onNext(piece);
                    }
                } while (!over.get() && wanted.decrementAndGet() > 0);
            } catch (RuntimeException e) {
                end(() -> subscriber.onError(e));
            }
        }

        // Told first: closing may fail too, of what is broken.
        private void end(Runnable tell) {
            if (over.compareAndSet(false, true)) {
                try {
                    tell.run();
                } finally {
                    close.run();
                }
            }
        }

        @Override
        public void cancel() {
            if (over.compareAndSet(false, true)) {
                blocking.execute(close);
            }
        }
    }
}
