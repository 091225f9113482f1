package dev.armature.bench.live;

import dev.armature.bench.BenchException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/** Many who listen, each on a connection and a virtual thread of its own. */
final class Listeners implements AutoCloseable {

    private static final int OPENED_AT_ONCE = 64;
    private static final Duration OPEN_WITHIN = Duration.ofMinutes(5);

    private final int port;
    private final Topics topics;
    private final AtomicLongArray sentAt;
    private final Delays delays = new Delays();
    private final List<Heard> all = new ArrayList<>();
    private final List<EventSource> open = new ArrayList<>();
    private final AtomicInteger broken = new AtomicInteger();
    private volatile boolean closing;

    /**
     * @param sentAt when each change was sent
     */
    Listeners(int port, Topics topics, AtomicLongArray sentAt) {
        this.port = port;
        this.topics = topics;
        this.sentAt = sentAt;
    }

    /** Opens streams, and waits until all of them have begun. */
    void open(int count, List<String> tokens) throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(count);
        Semaphore opening = new Semaphore(OPENED_AT_ONCE);
        for (int i = 0; i < count; i++) {
            String token = tokens.get(topics.user(i, tokens.size()));
            String path = topics.path(topics.of(i));
            opening.acquire();
            Heard heard = heard(topics.of(i));
            Thread.ofVirtual()
                    .start(() -> {
                        EventSource source = begin(token, path, null);
                        opening.release();
                        begun.countDown();
                        if (source != null) {
                            listen(source, heard, Integer.MAX_VALUE, false);
                        }
                    });
        }
        if (!begun.await(OPEN_WITHIN.toMillis(), TimeUnit.MILLISECONDS) || broken.get() > 0) {
            throw new BenchException(
                    "%d of %d streams did not begin; is \"ulimit -n\" above their number?"
                            .formatted(broken.get() + begun.getCount(), count));
        }
    }

    /** Somebody who follows all of an object that several topics are about. */
    Heard all(String token) {
        Heard heard = heard(-1);
        EventSource source = begin(token, Topics.ALL, null);
        if (source != null) {
            Thread.ofVirtual().start(() -> listen(source, heard, Integer.MAX_VALUE, true));
        }
        return heard;
    }

    /**
     * Somebody who hears some changes of the first topic, is cut off, and comes back after a while.
     */
    Heard cutOff(String token, int after, Duration away) {
        Heard heard = heard(0);
        String path = topics.path(0);
        Thread.ofVirtual()
                .start(() -> {
                    EventSource source = begin(token, path, null);
                    String last = source == null ? null : listen(source, heard, after, false);
                    pause(away);
                    EventSource again = begin(token, path, last);
                    if (again != null) {
                        listen(again, heard, Integer.MAX_VALUE, true);
                    }
                });
        return heard;
    }

    private Heard heard(int topic) {
        Heard heard = new Heard(topics, topic);
        synchronized (all) {
            all.add(heard);
        }
        return heard;
    }

    private static void pause(Duration away) {
        try {
            Thread.sleep(away);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private @Nullable EventSource begin(String token, String path, @Nullable String after) {
        try {
            EventSource source = new EventSource(port, token, path, after);
            synchronized (open) {
                open.add(source);
            }
            return source;
        } catch (IOException e) {
            broken.incrementAndGet();
            return null;
        }
    }

    /** Listens to a number of changes, and gives the id of the last event. */
    private @Nullable String listen(EventSource source, Heard heard, int most, boolean late) {
        try {
            int taken = 0;
            for (byte[] data = source.next(); data != null; data = source.next()) {
                int number = heard.take(data, source.from(), source.length());
                if (number >= 0 && !late) {
                    delays.add(System.nanoTime() - sentAt.get(number));
                }
                taken += number >= 0 ? 1 : 0;
                if (taken == most) {
                    break;
                }
            }
            source.close();
        } catch (IOException e) {
            if (!closing) {
                broken.incrementAndGet();
            }
        }
        return source.last();
    }

    List<Heard> all() {
        synchronized (all) {
            return List.copyOf(all);
        }
    }

    Delays delays() {
        return delays;
    }

    /** How many streams broke off that nobody ended. */
    int broken() {
        return broken.get();
    }

    @Override
    public void close() throws IOException {
        closing = true;
        synchronized (open) {
            for (EventSource source : open) {
                source.close();
            }
        }
    }
}
