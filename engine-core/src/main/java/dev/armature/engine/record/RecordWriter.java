package dev.armature.engine.record;

import dev.armature.engine.access.Caller;
import dev.armature.engine.sql.Flush;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.engine.usage.Stock;
import dev.armature.metadata.change.TenantModels;
import dev.armature.metadata.definition.Right;
import dev.armature.metadata.expression.Environment;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.model.TenantModel;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.tenant.TenantId;
import java.sql.Connection;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Writes records for whoever asks: the one door for the API, imports, rules and plugins. Each call
 * is one transaction. Thread-safe.
 */
public final class RecordWriter {

    private final TenantDatabase database;
    private final TenantModels models;
    private final WritePipeline pipeline;
    private final AfterCommit afterCommit;
    private final UsedColumns columns;
    private final Clock clock;
    private final NewestModel newest;
    private final Stock stock;

    /** */
    public RecordWriter(
            TenantDatabase database,
            TenantModels models,
            WritePipeline pipeline,
            AfterCommit afterCommit,
            UsedColumns columns,
            Stock stock,
            Clock clock) {
        this.database = database;
        this.models = models;
        this.pipeline = pipeline;
        this.afterCommit = afterCommit;
        this.columns = columns;
        this.clock = clock;
        this.newest = new NewestModel(models);
        this.stock = stock;
    }

    /** Is told of each write when it has been committed. */
    @FunctionalInterface
    public interface AfterCommit {
        void committed(TenantId tenant, List<Outcome> outcomes);
    }

    /** The columns of formulas that queries use. */
    @FunctionalInterface
    public interface UsedColumns {

        /** Has queries compute formulas until a job has filled their columns anew. */
        void takeOut(ObjectModel object, Set<Integer> formulas);
    }

    /** Work that takes part in a write's transaction, for example marking an effect as done. */
    @FunctionalInterface
    public interface Together {

        /** Runs before anything is written, and can end the write by throwing. */
        default void before(Connection connection) {}

        /** When the write stores. */
        default Turn turn() {
            return Turn.ANY;
        }

        void run(Connection connection, List<Outcome> outcomes);

        /** The same work, in a write that has its turn among others. */
        default Together in(Turn turn) {
            return new InTurn(this, turn);
        }
    }

    /** When a write stores, where others have to come before it. */
    public interface Turn {

        /** Of a write that has to come after no other. */
        Turn ANY =
                new Turn() {
                    @Override
                    public void ready(BooleanSupplier refused) {}

                    @Override
                    public void again() {}
                };

        /**
         * All is checked, and nothing is stored yet: returns when it may be, or ends the write by
         * throwing.
         *
         * @param refused tells whether any command is refused by now
         */
        void ready(BooleanSupplier refused);

        /** The write is begun again, and nothing of the last attempt is held. */
        void again();
    }

    private record InTurn(Together work, Turn turn) implements Together {

        @Override
        public void before(Connection connection) {
            work.before(connection);
        }

        @Override
        public void run(Connection connection, List<Outcome> outcomes) {
            work.run(connection, outcomes);
        }
    }

    private static final Together ALONE = (connection, outcomes) -> {};

    /** Says what is to be written, looking at records as they are in the write's transaction. */
    @FunctionalInterface
    public interface Choice {
        List<Command> choose(Connection connection, TenantModel model);
    }

    /**
     * Carries one command out.
     *
     * @throws EngineException with the reason when it is refused
     */
    public Outcome.Done write(Caller caller, Command command, Cause cause) {
        return (Outcome.Done) writeAll(caller, List.of(command), cause).getFirst();
    }

    /**
     * Carries several commands out, all or none.
     *
     * @throws EngineException with the first reason when any is refused
     */
    public List<Outcome> writeAll(Caller caller, List<Command> commands, Cause cause) {
        return write(caller, commands, cause, true, ALONE);
    }

    /** Carries out the commands that can be and says of each what became of it. */
    public List<Outcome> writeEach(Caller caller, List<Command> commands, Cause cause) {
        return write(caller, commands, cause, false, ALONE);
    }

    /**
     * Carries commands out in one transaction together with other work.
     *
     * @param atomic whether one refusal refuses all
     */
    public List<Outcome> write(
            Caller caller, List<Command> commands, Cause cause, boolean atomic, Together together) {
        return write(caller, (connection, model) -> commands, cause, atomic, together);
    }

    /** The same for commands that are chosen within the transaction, anew at each attempt. */
    public List<Outcome> write(
            Caller caller, Choice choice, Cause cause, boolean atomic, Together together) {
        WriteTask task = new WriteTask(caller, choice, cause, atomic, together);
        List<Outcome> outcomes =
                new RepeatedWrite(task, this::attempt, newest, columns, stock).run();
        afterCommit.committed(caller.tenantId(), outcomes);
        return outcomes;
    }

    private List<Outcome> attempt(WriteTask task, WriteManner manner, RefusedBefore refused) {
        TenantModel known = models.current(task.caller().tenantId());
        if (manner.hasty()) {
            boolean unlimited = stock.isUnlimited(known.tenant());
            return database.write(
                    known.tenant(),
                    known.version(),
                    unlimited,
                    connection -> within(connection, known, task, manner, refused, unlimited));
        }
        TenantDatabase.Writing<List<Outcome>> writing =
                (connection, version) ->
                        within(connection, newest.of(known, version), task, manner, refused, false);
        return manner.alone()
                ? database.writeAlone(known.tenant(), writing)
                : database.write(known.tenant(), writing);
    }

    private List<Outcome> within(
            Connection connection,
            TenantModel model,
            WriteTask task,
            WriteManner manner,
            RefusedBefore refused,
            boolean unlimited) {
        try {
            task.together().before(connection);
            WriteSession session =
                    new WriteSession(
                            connection, task.caller(), model, environment(task.caller()), manner);
            List<Command> commands = task.choice().choose(connection, model);
            List<Outcome> done =
                    pipeline.run(
                            session,
                            commands,
                            task.cause(),
                            task.atomic(),
                            refused.of(commands),
                            task.together().turn());
            task.together().run(connection, done);
            refused.ended(done);
            if (!unlimited) {
                stock.room(connection, model.tenant(), session.added());
            }
            return done;
        } catch (EngineException refusal) {
            // It may come of a model that is not the current one; begin_write_at knows.
            Flush.sendDeferred(connection);
            throw refusal;
        }
    }

    /**
     * Whether records of an object can be made ready to be stored while others of it are being
     * stored: nothing that is asked of one looks at others, but for their unique values, which the
     * database settles. Commands that were refused meanwhile may have to be asked about again.
     */
    public boolean canOverlap(ObjectModel object) {
        return pipeline.canOverlap(object.whole());
    }

    /** Says of each command what would become of it, and keeps nothing. */
    public List<Outcome> tryEach(Caller caller, List<Command> commands, Cause cause) {
        return tryEach(caller, (connection, model) -> commands, cause);
    }

    /** The same for commands that are chosen within the trial. */
    public List<Outcome> tryEach(Caller caller, Choice choice, Cause cause) {
        try {
            return write(
                    caller,
                    choice,
                    cause,
                    false,
                    (connection, outcomes) -> {
                        Flush.sendDeferred(connection);
                        throw new TriedException(outcomes);
                    });
        } catch (TriedException e) {
            return e.outcomes;
        }
    }

    /** Rolls a trial back and carries its outcomes out of it. */
    private static final class TriedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient List<Outcome> outcomes;

        TriedException(List<Outcome> outcomes) {
            super("tried", null, false, false);
            this.outcomes = outcomes;
        }
    }

    /**
     * Carries commands out within a write that is under way, for a hook that writes other records.
     */
    public List<Outcome> writeWithin(WriteSession outer, List<Command> commands, Cause cause) {
        outer.forgetHeld();
        return pipeline.run(outer.within(), commands, cause, true, Map.of(), Turn.ANY);
    }

    /**
     * Carries commands out within a change of metadata that is under way, by the model that it
     * leads to. Nobody else writes records of the tenant meanwhile.
     */
    public List<Outcome> writeDuringChange(
            Connection connection,
            TenantModel model,
            Caller caller,
            List<Command> commands,
            Cause cause) {
        WriteSession session =
                new WriteSession(connection, caller, model, environment(caller), WriteManner.ALONE);
        List<Outcome> done = pipeline.run(session, commands, cause, true, Map.of(), Turn.ANY);
        stock.room(connection, model.tenant(), session.added());
        return done;
    }

    private Environment environment(Caller caller) {
        return caller.environment(clock.instant().truncatedTo(ChronoUnit.MICROS));
    }

    /** The right that a command needs; one that may make a record or change it needs either. */
    static Right right(Command command) {
        return switch (command) {
            case Command.Create c -> Right.CREATE;
            case Command.Update u -> Right.UPDATE;
            case Command.Compute c -> Right.UPDATE;
            case Command.HandOver o -> Right.UPDATE;
            case Command.Patch p -> Right.UPDATE;
            case Command.Replace r -> Right.UPDATE;
            case Command.Upsert u -> Right.READ;
            case Command.Delete d -> Right.DELETE;
            case Command.Restore r -> Right.DELETE;
        };
    }
}
