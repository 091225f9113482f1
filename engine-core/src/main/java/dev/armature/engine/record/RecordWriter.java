package dev.armature.engine.record;

import dev.armature.engine.access.AccessPolicy;
import dev.armature.engine.access.Caller;
import dev.armature.engine.sql.Flush;
import dev.armature.engine.sql.OutOfRange;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.metadata.change.TenantModels;
import dev.armature.metadata.database.DatabaseException;
import dev.armature.metadata.expression.Environment;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.model.TenantModel;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.tenant.TenantId;
import java.sql.Connection;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;

/**
 * Writes records for whoever asks: the one door for the API, imports, rules and plugins. Each call
 * is one transaction. Thread-safe.
 */
public final class RecordWriter {

    /**
     * How often a write is begun again after losing to another writer or to a change of metadata.
     */
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

    /** Each such writer holds two connections; together they must not empty the pool. */
    private static final int MAX_READERS_WITHIN = 4;

    private static final String CANCELLED = "57014";

    private static final String SERIALIZATION_FAILURE = "40001";
    private static final String DEADLOCK_DETECTED = "40P01";

    private final TenantDatabase database;
    private final TenantModels models;
    private final WritePipeline pipeline;
    private final AfterCommit afterCommit;
    private final UsedColumns columns;
    private final Clock clock;
    private final Semaphore readersWithin = new Semaphore(MAX_READERS_WITHIN);

    /** */
    public RecordWriter(
            TenantDatabase database,
            TenantModels models,
            WritePipeline pipeline,
            AfterCommit afterCommit,
            UsedColumns columns,
            Clock clock) {
        this.database = database;
        this.models = models;
        this.pipeline = pipeline;
        this.afterCommit = afterCommit;
        this.columns = columns;
        this.clock = clock;
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

        void run(Connection connection, List<Outcome> outcomes);
    }

    /** What was refused before holds for the same commands alone. */
    private static List<Command> chosen(
            List<Command> commands, List<Object> about, Map<Integer, EngineException> refused) {
        List<Object> now = commands.stream().map(RecordWriter::about).toList();
        if (!now.equals(about)) {
            refused.clear();
            about.clear();
            about.addAll(now);
        }
        return commands;
    }

    private static Object about(Command command) {
        return switch (command) {
            case Command.Update update -> update.id();
            case Command.Compute compute -> compute.id();
            case Command.Patch patch -> patch.id();
            case Command.Replace replace -> replace.id();
            case Command.Delete delete -> delete.id();
            case Command.Restore restore -> restore.id();
            case Command.Create create -> create;
            case Command.Upsert upsert -> upsert;
        };
    }

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
        return write(caller, commands, cause, true, (connection, outcomes) -> {});
    }

    /** Carries out the commands that can be and says of each what became of it. */
    public List<Outcome> writeEach(Caller caller, List<Command> commands, Cause cause) {
        return write(caller, commands, cause, false, (connection, outcomes) -> {});
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
        Map<Integer, EngineException> refused = new HashMap<>();
        List<Object> about = new ArrayList<>();
        int rounds = 0;
        boolean alone = false;
        boolean searching = false;
        for (int attempt = 1; ; attempt++) {
            TenantModel known = models.current(caller.tenantId());
            Attempt one =
                    new Attempt(
                            caller,
                            choice,
                            cause,
                            atomic,
                            together,
                            attempt == 1,
                            searching,
                            about,
                            refused);
            try {
                List<Outcome> outcomes =
                        alone || attempt > HASTY_ATTEMPTS
                                ? patiently(alone, known, one)
                                : database.write(
                                        caller.tenantId(),
                                        known.version(),
                                        connection -> one.run(connection, known, false));
                afterCommit.committed(caller.tenantId(), outcomes);
                return outcomes;
            } catch (BrokenInvariants e) {
                attempt--;
                refused.putAll(e.byCommand());
                if (++rounds == MAX_ROUNDS) {
                    EngineException reason = e.byCommand().values().iterator().next();
                    IntStream.range(0, about.size()).forEach(i -> refused.putIfAbsent(i, reason));
                }
            } catch (StaleModelException e) {
                models.refresh(caller.tenantId());
            } catch (FarKeeper.TooManyDependents e) {
                columns.takeOut(e.owner(), e.formulas());
            } catch (Statements.LostRaceException e) {
                // The next attempt sees what the other writer did.
            } catch (DatabaseException e) {
                if (e.state().equals(TenantDatabase.STALE)) {
                    models.refresh(caller.tenantId());
                } else if (e.state().equals(CANCELLED)) {
                    throw new EngineException(
                            ErrorCode.OVERLOADED, "The write took longer than a minute; try again");
                } else if (OutOfRange.is(e) && !searching) {
                    // Once more, to find out for which of the records.
                    searching = true;
                } else if (OutOfRange.is(e)) {
                    throw new EngineException(
                            ErrorCode.VALIDATION_FAILED,
                            "A value that is computed from the record, such as an indexed formula,"
                                    + " is out of range; write other values, or change the formula");
                } else if (e.state().equals(DEADLOCK_DETECTED)) {
                    // Finding one out takes a second; where they come one after the other, it
                    // would never get through.
                    alone = true;
                } else if (!isWorthAnotherTry(e)) {
                    throw e;
                }
            }
            if (attempt >= MAX_ATTEMPTS) {
                throw new EngineException(
                        ErrorCode.OVERLOADED, "Too many others are writing the same; try again");
            }
        }
    }

    private static boolean isWorthAnotherTry(DatabaseException e) {
        return e.state().equals(SERIALIZATION_FAILURE)
                || e.state().equals(TenantDatabase.NOT_SO)
                || Statements.isLostRace(e);
    }

    /**
     * Carries an attempt out by the model that is the current one.
     *
     * @param alone whether other writers of the tenant are kept out
     */
    private List<Outcome> patiently(boolean alone, TenantModel known, Attempt one) {
        TenantDatabase.Writing<List<Outcome>> writing =
                (connection, version) -> one.run(connection, current(known, version), alone);
        return alone
                ? database.writeAlone(known.tenant(), writing)
                : database.write(known.tenant(), writing);
    }

    /** What is done in each attempt's transaction. */
    private final class Attempt {

        private final Caller caller;
        private final Choice choice;
        private final Cause cause;
        private final boolean atomic;
        private final Together together;
        private final boolean first;
        private final boolean searching;
        private final List<Object> about;
        private final Map<Integer, EngineException> refused;

        Attempt(
                Caller caller,
                Choice choice,
                Cause cause,
                boolean atomic,
                Together together,
                boolean first,
                boolean searching,
                List<Object> about,
                Map<Integer, EngineException> refused) {
            this.caller = caller;
            this.choice = choice;
            this.cause = cause;
            this.atomic = atomic;
            this.together = together;
            this.first = first;
            this.searching = searching;
            this.about = about;
            this.refused = refused;
        }

        List<Outcome> run(Connection connection, TenantModel model, boolean alone) {
            try {
                return carryOut(connection, model, alone);
            } catch (EngineException refusal) {
                // It may come of a model that is not the current one; begin_write_at knows.
                Flush.sendDeferred(connection);
                throw refusal;
            }
        }

        private List<Outcome> carryOut(Connection connection, TenantModel model, boolean alone) {
            together.before(connection);
            WriteSession session =
                    new WriteSession(
                            connection,
                            caller,
                            model,
                            environment(caller),
                            first,
                            alone,
                            searching);
            List<Command> commands = chosen(choice.choose(connection, model), about, refused);
            List<Outcome> done = pipeline.run(session, commands, cause, atomic, refused);
            together.run(connection, done);
            return done;
        }
    }

    /**
     * The model of the current version. A writer in haste gives its connection back when it has
     * another; where changes follow each other so closely that it never catches up, it reads the
     * model while it keeps them out.
     */
    private TenantModel current(TenantModel known, long version) {
        if (known.version() == version) {
            return known;
        }
        if (!readersWithin.tryAcquire()) {
            throw new StaleModelException();
        }
        try {
            return models.refresh(known.tenant());
        } finally {
            readersWithin.release();
        }
    }

    /** The metadata has moved on; begin again with the current model. */
    private static final class StaleModelException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        StaleModelException() {
            super("the model is not the current one", null, false, false);
        }
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
        return pipeline.run(outer.within(), commands, cause, true, Map.of());
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
                new WriteSession(
                        connection, caller, model, environment(caller), false, true, false);
        return pipeline.run(session, commands, cause, true, Map.of());
    }

    private Environment environment(Caller caller) {
        return caller.environment(clock.instant().truncatedTo(ChronoUnit.MICROS));
    }

    /** The policy's verb for a command. */
    static AccessPolicy.Verb verb(Command command) {
        return switch (command) {
            case Command.Create c -> AccessPolicy.Verb.CREATE;
            case Command.Update u -> AccessPolicy.Verb.UPDATE;
            case Command.Compute c -> AccessPolicy.Verb.UPDATE;
            case Command.Patch p -> AccessPolicy.Verb.UPDATE;
            case Command.Replace r -> AccessPolicy.Verb.UPDATE;
            case Command.Upsert u -> AccessPolicy.Verb.UPDATE;
            case Command.Delete d -> AccessPolicy.Verb.DELETE;
            case Command.Restore r -> AccessPolicy.Verb.DELETE;
        };
    }
}
