package dev.armature.engine.live;

import java.time.Duration;

/**
 * What streams of changes may take.
 *
 * @param node how many are open on a node
 * @param tenant how many of a tenant are
 * @param user how many of a user are
 * @param waitingBytes how much waits for a reader who is slower than the changes; past that their
 *     stream ends, and they go on where they were
 * @param caughtUp how many changes are told afterwards to who was away
 * @param away how long they may have been away
 */
public record LiveLimits(
        int node, int tenant, int user, int waitingBytes, int caughtUp, Duration away) {

    /** Twice the ten thousand that one node is to hold. */
    public static final int DEFAULT_NODE = 20_000;

    public static final int DEFAULT_TENANT = 15_000;

    /** A program that listens for many of its own users is one user. */
    public static final int DEFAULT_USER = 12_000;

    public static final int WAITING_BYTES = 1024 * 1024;
    public static final int CAUGHT_UP = 10_000;
    public static final Duration AWAY = Duration.ofHours(12);

    public static LiveLimits defaults() {
        return of(DEFAULT_NODE, DEFAULT_TENANT, DEFAULT_USER);
    }

    /** The same with other numbers of streams. */
    public static LiveLimits of(int node, int tenant, int user) {
        return new LiveLimits(node, tenant, user, WAITING_BYTES, CAUGHT_UP, AWAY);
    }
}
