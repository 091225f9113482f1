package dev.armature.engine.record;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * Makes ids: UUID version 7 (RFC 9562), which begin with the time in milliseconds, so that records
 * lie on disk in the order of their creation. Ids of one instance ascend. Thread-safe.
 */
public final class Ids {

    private static final long VERSION = 0x7000L;
    private static final long VARIANT = 0x8000_0000_0000_0000L;
    private static final int COUNTER_BITS = 12;

    /** For how many ids randomness is drawn at a time: each draw costs the same. */
    private static final int DRAWN = 64;

    private final Clock clock;
    private final RandomGenerator random;
    private final ByteBuffer drawn = ByteBuffer.allocate(DRAWN * Long.BYTES).limit(0);
    private long last;

    public Ids(Clock clock) {
        this(clock, new SecureRandom());
    }

    /** With another source of randomness, for simulations that must repeat. */
    public Ids(Clock clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    public synchronized UUID next() {
        long tick = tick();
        long high = ((tick >>> COUNTER_BITS) << 16) | VERSION | (tick & ((1L << COUNTER_BITS) - 1));
        long low = VARIANT | (random() >>> 2);
        return new UUID(high, low);
    }

    // Milliseconds with a counter in the 12 bits below them; a clock that is set back is overtaken.
    private long tick() {
        last = Math.max(clock.millis() << COUNTER_BITS, last + 1);
        return last;
    }

    private long random() {
        if (!drawn.hasRemaining()) {
            random.nextBytes(drawn.array());
            drawn.clear();
        }
        return drawn.getLong();
    }
}
