package dev.armature.engine.move;

import dev.armature.engine.audit.AuditEvent;
import dev.armature.engine.audit.AuditKind;
import dev.armature.engine.move.MoveProgress.Step;
import dev.armature.metadata.database.DatabaseException;
import dev.armature.metadata.home.Home;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.tenant.TenantId;
import java.time.Duration;

/**
 * Has the new home count. Nobody writes while it lasts; it gives up, and tries again later, where
 * it would last too long.
 */
final class Switchover {

    /** How long writes may have been paused when it is decided. */
    static final Duration LONGEST = Duration.ofMillis(1500);

    /** How long writers under way are waited for. */
    static final Duration PATIENCE = Duration.ofMillis(500);

    private static final int MAX_TRIES = 60;
    private static final Duration BETWEEN = Duration.ofSeconds(1);

    private final Directory directory;
    private final Side from;
    private final Side to;
    private final TenantId tenant;
    private final Capture capture;
    private final Copy copy;
    private final MoveProgress progress;

    Switchover(
            Directory directory,
            Side from,
            Side to,
            TenantId tenant,
            Capture capture,
            Copy copy,
            MoveProgress progress) {
        this.directory = directory;
        this.from = from;
        this.to = to;
        this.tenant = tenant;
        this.capture = capture;
        this.copy = copy;
        this.progress = progress;
    }

    /**
     * Switches.
     *
     * @param check what has to hold while nobody writes
     * @return for how long writes were paused
     */
    Duration run(Runnable check) {
        for (int tried = 1; tried <= MAX_TRIES; tried++) {
            long begun = System.nanoTime();
            if (capture.hold(PATIENCE)) {
                try {
                    progress.step(Step.HELD);
                    if (isDecided(begun, check)) {
                        progress.step(Step.DECIDED);
                        return since(begun);
                    }
                } finally {
                    from.rollback();
                    to.rollback();
                    capture.release();
                }
            } else {
                progress.letGo("a transaction is under way that takes long");
            }
            Pause.of(BETWEEN);
            copy.catchUp();
        }
        throw new MoveFailed(
                "Writes would have been paused for more than two seconds each of %d times; move the tenant when less is written"
                        .formatted(MAX_TRIES));
    }

    private boolean isDecided(long begun, Runnable check) {
        if (!from.home().isCommon()) {
            // The directory does not change by one commit with this home, so nobody writes here
            // from before it does, whatever happens to who moves.
            state("switching");
        }
        try {
            check.run();
            copy.arrive(Math.toIntExact(PATIENCE.toMillis()));
        } catch (DatabaseException e) {
            if (!e.isForWantOfALock()) {
                throw e;
            }
            letGo("events are being read");
            return false;
        }
        if (since(begun).compareTo(LONGEST) > 0) {
            letGo("what was left to bring after took " + since(begun).toMillis() + " ms");
            return false;
        }
        decide(to.home());
        return true;
    }

    // The directory is in the common home, and changes with it by one commit, whichever it is.
    private void decide(Home home) {
        copy.leave();
        state("moved");
        note();
        if (to.home().isCommon()) {
            directory.decide(to, home);
            progress.step(Step.ARRIVED);
            to.commit();
        } else if (from.home().isCommon()) {
            to.commit();
            progress.step(Step.ARRIVED);
            directory.decide(from, home);
        } else {
            to.commit();
            progress.step(Step.ARRIVED);
            directory.decide(home);
        }
        from.commit();
    }

    // Unlike what is copied this is new: a trigger has it wait for its place in the chain.
    private void note() {
        AuditEvent moved =
                new AuditEvent(AuditKind.TENANT_MOVED, null, null, null, Json.object())
                        .with("from", from.home().toString())
                        .with("to", to.home().toString());
        to.execute("set local session_replication_role = origin");
        to.with(connection -> moved.write(connection, tenant));
        to.execute("set local session_replication_role = replica");
    }

    private void letGo(String why) {
        from.rollback();
        to.rollback();
        if (!from.home().isCommon()) {
            state("copying");
        }
        progress.letGo(why);
    }

    private void state(String state) {
        from.execute(
                "update tenant_move set state = '%s' where tenant_id = %d"
                        .formatted(state, tenant.value()));
    }

    private static Duration since(long begun) {
        return Duration.ofNanos(System.nanoTime() - begun);
    }
}
