package dev.armature.engine.live;

import dev.armature.engine.access.Caller;
import dev.armature.engine.identity.Entrant;
import dev.armature.metadata.tenant.TenantId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who listens. What they are told waits here until they take it, up to a bound.
 * Thread-safe.
 */
public final class Subscription {

    private final String token;
    private final Interest interest;
    private final int waitingBytes;
    private final Runnable closed;
    private final Deque<Messages> waiting = new ArrayDeque<>();
    private final List<Messages> held = new ArrayList<>();
    private int bytes;
    private boolean catchingUp;
    private @Nullable Ending ending;
    private Runnable reader = Subscription::nobody;
    private Position after;
    private long lastTold = System.nanoTime();

    private volatile Entrant entrant;
    private volatile Audience audience;
    private volatile boolean renewed;

    /**
     * @param after where it begins to hear what is told live
     * @param closed called once, when it has ended
     */
    Subscription(
            String token,
            Entrant entrant,
            Audience audience,
            Position after,
            int waitingBytes,
            Runnable closed) {
        this.token = token;
        this.entrant = entrant;
        this.audience = audience;
        this.interest = audience.interest();
        this.after = after;
        this.waitingBytes = waitingBytes;
        this.closed = closed;
    }

    private static void nobody() {}

    String token() {
        return token;
    }

    Interest interest() {
        return interest;
    }

    TenantId tenant() {
        return entrant.caller().tenantId();
    }

    Caller caller() {
        return entrant.caller();
    }

    /** Who listens, as they were when they were looked up last. */
    public Entrant entrant() {
        return entrant;
    }

    Audience audience() {
        return audience;
    }

    /** Who listens may do other things than before. */
    void is(Entrant now, Audience among) {
        entrant = now;
        audience = among;
        renewed = true;
    }

    /** Whether it was looked up who listens since they came. */
    boolean isRenewed() {
        return renewed;
    }

    /** Calls somebody whenever there is something to take, from any thread. */
    public void listen(Runnable called) {
        synchronized (this) {
            reader = called;
        }
        called.run();
    }

    /** What comes next; null when there is nothing yet. */
    public synchronized @Nullable Messages take() {
        Messages next = waiting.poll();
        if (next != null) {
            bytes -= next.size();
        }
        return next;
    }

    /** Whether there is something to take, or to be said of its end. */
    public synchronized boolean hasMore() {
        return !waiting.isEmpty() || ending != null;
    }

    /** Whether nothing will come any more after what waits. */
    public synchronized boolean isOver() {
        return ending != null && waiting.isEmpty();
    }

    synchronized boolean hasEnded() {
        return ending != null;
    }

    /** Why it has ended; null when it has not. */
    public synchronized @Nullable Ending ending() {
        return ending;
    }

    /** What is told live is put aside until {@link #caughtUp}. */
    synchronized void catchUp() {
        catchingUp = true;
    }

    /** Tells of changes as they come; those that were told before are left out. */
    void tell(Messages messages, Position upTo) {
        Runnable called;
        synchronized (this) {
            if (ending != null || !upTo.isAfter(after)) {
                return;
            }
            Messages fresh = messages.within(after, null);
            after = upTo;
            if (fresh.isEmpty()) {
                return;
            }
            called = add(fresh, catchingUp ? held : waiting);
        }
        called.run();
    }

    /** Tells what does not stand in the order of changes, or comes before all that is live. */
    void tell(Messages messages) {
        Runnable called;
        synchronized (this) {
            if (ending != null || messages.isEmpty()) {
                return;
            }
            called = add(messages, waiting);
        }
        called.run();
    }

    /** All that was missed is told. */
    void caughtUp() {
        Runnable called;
        synchronized (this) {
            if (!catchingUp) {
                return;
            }
            catchingUp = false;
            waiting.addAll(held);
            held.clear();
            called = reader;
        }
        called.run();
    }

    private Runnable add(Messages messages, java.util.Collection<Messages> to) {
        int size = messages.size();
        if (bytes > 0 && bytes + size > waitingBytes) {
            waiting.clear();
            return finish(Ending.SLOW);
        }
        to.add(messages);
        bytes += size;
        lastTold = System.nanoTime();
        return reader;
    }

    /**
     * Tells who has not heard anything for long that there is somebody, and how far all is told;
     * not while they catch up.
     */
    void beat(Messages beat, Position upTo, Duration idle) {
        boolean due;
        synchronized (this) {
            due =
                    !catchingUp
                            && waiting.isEmpty()
                            && !after.isAfter(upTo)
                            && System.nanoTime() - lastTold > idle.toNanos();
        }
        if (due) {
            tell(beat);
        }
    }

    /** Ends it: what waits is still told, and then why it ends. */
    public void end(Ending why) {
        Runnable called;
        synchronized (this) {
            if (ending != null) {
                return;
            }
            called = finish(why);
        }
        called.run();
    }

    private Runnable finish(Ending why) {
        ending = why;
        held.clear();
        waiting.add(Messages.of("end", null, "reason", why.word()));
        Runnable called = reader;
        return () -> {
            closed.run();
            called.run();
        };
    }
}
