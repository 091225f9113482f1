package dev.armature.engine.http;

import dev.armature.engine.live.Ending;
import dev.armature.engine.live.Messages;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * A body of server-sent events: what is told, as fast as its client takes it. A client that goes
 * away ends it.
 */
final class EventStream implements Publisher<byte[]> {

    private final dev.armature.engine.live.Subscription source;
    private final Function<Messages, byte[]> encoding;
    private final Executor executor;

    EventStream(dev.armature.engine.live.Subscription source, Function<Messages, byte[]> encoding) {
        this(source, encoding, Runnable::run);
    }

    /**
     * @param executor what encodes, where that takes more than a moment
     */
    EventStream(
            dev.armature.engine.live.Subscription source,
            Function<Messages, byte[]> encoding,
            Executor executor) {
        this.source = source;
        this.encoding = encoding;
        this.executor = executor;
    }

    @Override
    public void subscribe(Subscriber<? super byte[]> subscriber) {
        Pump pump = new Pump(subscriber);
        subscriber.onSubscribe(pump);
        source.listen(pump);
    }

    private final class Pump implements Subscription, Runnable {
        private final Subscriber<? super byte[]> subscriber;
        private final AtomicLong wanted = new AtomicLong();
        private final AtomicInteger calls = new AtomicInteger();
        private boolean opened;
        private volatile boolean over;

        Pump(Subscriber<? super byte[]> subscriber) {
            this.subscriber = subscriber;
        }

        @Override
        public void request(long more) {
            wanted.accumulateAndGet(
                    more, (before, added) -> before + added < 0 ? Long.MAX_VALUE : before + added);
            run();
        }

        /** One at a time: whoever comes meanwhile leaves it to who is at it. */
        @Override
        public void run() {
            if (calls.getAndIncrement() != 0) {
                return;
            }
            executor.execute(this::pump);
        }

        private void pump() {
            int missed = 1;
            while (missed != 0) {
                pass();
                missed = calls.addAndGet(-missed);
            }
        }

        private void pass() {
            while (!over && wanted.get() > 0) {
                byte[] piece = next();
                if (piece == null) {
                    break;
                }
                wanted.decrementAndGet();
                subscriber.onNext(piece);
            }
            if (!over && opened && source.isOver()) {
                over = true;
                subscriber.onComplete();
            }
        }

        private byte @org.jspecify.annotations.Nullable [] next() {
            if (!opened) {
                opened = true;
                return Messages.opening();
            }
            Messages messages = source.take();
            return messages == null ? null : encoding.apply(messages);
        }

        @Override
        public void cancel() {
            over = true;
            source.end(Ending.GONE);
        }
    }
}
