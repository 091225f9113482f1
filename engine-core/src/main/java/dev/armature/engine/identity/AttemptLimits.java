package dev.armature.engine.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.armature.metadata.problem.EngineException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How often somebody may be wrong. An attempt is counted before it is looked at, so that many at
 * once do not slip through together, and given back when it was right. Counts are this node's.
 * Thread-safe.
 */
public final class AttemptLimits {

    // More keys than this push out those that are seldom asked for.
    private static final int MAX_KEYS = 200_000;

    private final Clock clock;
    private final Cache<Key, Bucket> buckets =
            Caffeine.newBuilder()
                    .maximumSize(MAX_KEYS)
                    .expireAfterAccess(Duration.ofHours(1))
                    .build();

    public AttemptLimits(Clock clock) {
        this.clock = clock;
    }

    /**
     * What is limited: so many attempts at once, and one more each time so much time has passed.
     */
    public enum Limit {
        ADDRESS("from this address", 100, Duration.ofSeconds(9)),
        ACCOUNT("for this account", 10, Duration.ofSeconds(90)),
        SECOND_FACTOR("for the second factor", 5, Duration.ofMinutes(5)),
        DEVICE("from this device", 10, Duration.ofSeconds(90)),
        PROOF("to prove who you are", 10, Duration.ofSeconds(90)),
        LETTERS_FROM("to have mail sent from this address", 20, Duration.ofMinutes(1)),
        LETTERS_TO("to have mail sent to this account", 5, Duration.ofMinutes(10)),
        INVITATIONS("to invite people to this tenant", 100, Duration.ofSeconds(36)),
        LINKS("with links from this address", 20, Duration.ofMinutes(1)),
        FORM_FROM("to send this form from this address", 20, Duration.ofSeconds(30)),
        FORM("to send this form", 300, Duration.ofSeconds(1)),
        FORM_FILES("to send files with this form from this address", 20, Duration.ofSeconds(30)),
        LINK_PASSWORD("with passwords of this link from this address", 10, Duration.ofSeconds(90)),
        LINK("with passwords of this link", 100, Duration.ofSeconds(9)),
        APP("for this app from this address", 20, Duration.ofSeconds(30)),
        PROVIDER("to sign in with a provider from this address", 1_000, Duration.ofSeconds(1));

        private final String words;
        private final int atOnce;
        private final Duration another;

        Limit(String words, int atOnce, Duration another) {
            this.words = words;
            this.atOnce = atOnce;
            this.another = another;
        }

        public Key of(String... parts) {
            return new Key(this, List.of(parts));
        }
    }

    /** Whose attempts are counted. */
    public record Key(Limit limit, List<String> parts) {}

    /**
     * Counts an attempt with all keys, or with none.
     *
     * @throws EngineException {@code too_many_requests} with the limit's name and the time to wait
     */
    public void take(List<Key> keys) {
        List<Key> taken = new ArrayList<>();
        for (Key key : keys) {
            long wait = bucket(key).take(clock.millis());
            if (wait > 0) {
                giveBack(taken);
                throw EngineException.limited(
                        "There were too many attempts %s: %d at once, and one more every %d seconds"
                                .formatted(
                                        key.limit.words,
                                        key.limit.atOnce,
                                        key.limit.another.toSeconds()),
                        Duration.ofMillis(wait));
            }
            taken.add(key);
        }
    }

    /** Takes the count of an attempt back: it was right, or was not looked at. */
    public void giveBack(List<Key> keys) {
        keys.forEach(key -> bucket(key).giveBack(clock.millis()));
    }

    private Bucket bucket(Key key) {
        return buckets.get(key, fresh -> new Bucket(fresh.limit, clock.millis()));
    }

    /** What is left of a limit; it fills up again with time. Counted in milliseconds. */
    private static final class Bucket {
        private final long size;
        private final long one;
        private long left;
        private long at;

        Bucket(Limit limit, long now) {
            this.one = limit.another.toMillis();
            this.size = limit.atOnce * one;
            this.left = size;
            this.at = now;
        }

        /** 0, or how long to wait. */
        synchronized long take(long now) {
            fill(now);
            if (left < one) {
                return one - left;
            }
            left -= one;
            return 0;
        }

        synchronized void giveBack(long now) {
            fill(now);
            left = Math.min(size, left + one);
        }

        private void fill(long now) {
            left = Math.min(size, left + Math.max(0, now - at));
            at = now;
        }
    }
}
