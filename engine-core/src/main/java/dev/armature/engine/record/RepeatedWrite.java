package dev.armature.engine.record;

import dev.armature.engine.sql.OutOfRange;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.engine.usage.Stock;
import dev.armature.metadata.database.DatabaseException;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import java.util.List;

/**
 * A write that is begun again, each time in another manner, until it gets through: after it lost to
 * another writer or to a change of metadata, after it hoped in vain, or without the commands that
 * turned out to be refused. Serves one thread, once.
 */
final class RepeatedWrite {

    private static final int MAX_ATTEMPTS = 12;

    /**
     * How many attempts are made before a writer keeps changes of metadata out to catch up with
     * them.
     */
    private static final int HASTY_ATTEMPTS = 2;

    /**
     * How often commands that would break invariants are looked for one after the other; then all
     * that are left are refused.
     */
    private static final int MAX_ROUNDS = 8;

    private static final String CANCELLED = "57014";
    private static final String SERIALIZATION_FAILURE = "40001";
    private static final String DEADLOCK_DETECTED = "40P01";

    private final WriteTask task;
    private final Attempt attempt;
    private final NewestModel newest;
    private final RecordWriter.UsedColumns columns;
    private final Stock stock;
    private final RefusedBefore refused = new RefusedBefore();
    private int attempts;
    private int rounds;
    private boolean alone;
    private boolean searching;

    /** Carries a task out in a transaction. */
    @FunctionalInterface
    interface Attempt {
        List<Outcome> make(WriteTask task, WriteManner manner, RefusedBefore refused);
    }

    RepeatedWrite(
            WriteTask task,
            Attempt attempt,
            NewestModel newest,
            RecordWriter.UsedColumns columns,
            Stock stock) {
        this.task = task;
        this.attempt = attempt;
        this.newest = newest;
        this.columns = columns;
        this.stock = stock;
    }

    /**
     * What became of each command, when it is committed.
     *
     * @throws EngineException when all is refused, or it never gets through
     */
    List<Outcome> run() {
        for (boolean again = false; attempts < MAX_ATTEMPTS; again = true) {
            attempts++;
            if (again) {
                task.together().turn().again();
            }
            try {
                return attempt.make(task, manner(), refused);
            } catch (BrokenInvariants e) {
                leaveOut(e);
            } catch (NewestModel.Stale e) {
                newest.refresh(task.caller().tenantId());
            } catch (FarKeeper.TooManyDependents e) {
                columns.takeOut(e.owner(), e.formulas());
            } catch (Statements.LostRaceException e) {
                // The next attempt sees what the other writer did.
            } catch (DatabaseException e) {
                learnFrom(e);
            }
        }
        throw new EngineException(
                ErrorCode.OVERLOADED, "Too many others are writing the same; try again");
    }

    private WriteManner manner() {
        return new WriteManner(
                attempts == 1, !alone && attempts <= HASTY_ATTEMPTS, alone, searching);
    }

    private void leaveOut(BrokenInvariants broken) {
        attempts--;
        refused.add(broken.byCommand());
        if (++rounds == MAX_ROUNDS) {
            refused.addTheRest(broken.byCommand().values().iterator().next());
        }
    }

    /** Carries out what there is room for, where each command stands for itself. */
    private void leaveOut(Stock.UsedUp usedUp) {
        if (task.atomic()) {
            throw usedUp.refusal();
        }
        attempts--;
        refused.addLastCreated(usedUp.over(), usedUp.refusal(), ++rounds >= MAX_ROUNDS);
    }

    private void learnFrom(DatabaseException e) {
        Stock.UsedUp usedUp = Stock.usedUp(e);
        if (usedUp != null) {
            leaveOut(usedUp);
            return;
        }
        if (OutOfRange.is(e)) {
            searchOnce();
            return;
        }
        if (stock.learnsQuota(task.caller().tenantId(), e)) {
            return;
        }
        switch (e.state()) {
            case TenantDatabase.STALE -> newest.refresh(task.caller().tenantId());
            case CANCELLED ->
                    throw new EngineException(
                            ErrorCode.OVERLOADED, "The write took longer than a minute; try again");
            // Finding one out takes a second; where they come one after the other, it would never
            // get through.
            case DEADLOCK_DETECTED -> alone = true;
            case SERIALIZATION_FAILURE, TenantDatabase.NOT_SO -> {}
            default -> {
                if (!Statements.isLostRace(e)) {
                    throw e;
                }
            }
        }
    }

    /** Looks, once, for the records that something computed goes out of range for. */
    private void searchOnce() {
        if (searching) {
            throw new EngineException(
                    ErrorCode.VALIDATION_FAILED,
                    "A value that is computed from the record, such as an indexed formula,"
                            + " is out of range; write other values, or change the formula");
        }
        searching = true;
    }
}
