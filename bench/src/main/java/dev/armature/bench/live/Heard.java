package dev.armature.bench.live;

import java.nio.charset.StandardCharsets;
import java.util.BitSet;

/** Which changes one listener has heard, each known by its number. Thread-safe. */
final class Heard {

    private static final byte[] NUMBER = "\"number\":".getBytes(StandardCharsets.US_ASCII);

    private final BitSet numbers = new BitSet();
    private final Topics topics;
    private final int topic;
    private int strange;
    private int twice;
    private volatile long lastAt;

    /**
     * @param topic the one that is followed; -1 for all of one object
     */
    Heard(Topics topics, int topic) {
        this.topics = topics;
        this.topic = topic;
    }

    /**
     * Takes an event in.
     *
     * @return the number of its change, or -1 for what is no change
     */
    int take(byte[] data, int from, int to) {
        int number = number(data, from, to);
        if (number < 0) {
            return number;
        }
        synchronized (this) {
            twice += numbers.get(number) ? 1 : 0;
            strange += topic >= 0 && topics.of(number) != topic ? 1 : 0;
            numbers.set(number);
        }
        lastAt = System.nanoTime();
        return number;
    }

    // It stands near the end.
    private static int number(byte[] data, int from, int to) {
        for (int at = to - NUMBER.length; at >= from; at--) {
            if (data[at] == NUMBER[0] && matches(data, at)) {
                int number = 0;
                for (int i = at + NUMBER.length; i < to && data[i] >= '0' && data[i] <= '9'; i++) {
                    number = number * 10 + data[i] - '0';
                }
                return number;
            }
        }
        return -1;
    }

    private static boolean matches(byte[] data, int at) {
        for (int i = 1; i < NUMBER.length; i++) {
            if (data[at + i] != NUMBER[i]) {
                return false;
            }
        }
        return true;
    }

    /** How many of the first changes of the topic were not heard. */
    synchronized int lost(int changes) {
        return topics.changes(changes, topic) - numbers.get(0, changes).cardinality() + strange;
    }

    synchronized int heard() {
        return numbers.cardinality();
    }

    /** How many were heard that are of another topic. */
    synchronized int strange() {
        return strange;
    }

    /** How many were heard once more than once. */
    synchronized int twice() {
        return twice;
    }

    /** When a change was last heard, by the clock that only goes on; 0 for never. */
    long lastAt() {
        return lastAt;
    }
}
