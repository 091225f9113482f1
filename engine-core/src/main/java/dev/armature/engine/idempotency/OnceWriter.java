package dev.armature.engine.idempotency;

import dev.armature.engine.access.Caller;
import dev.armature.engine.record.Cause;
import dev.armature.engine.record.Command;
import dev.armature.engine.record.Outcome;
import dev.armature.engine.record.RecordWriter;
import java.sql.Connection;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Carries out once what comes with a key, however often it comes. The answer is kept in the
 * transaction of the write, so there is no moment at which one is there without the other. A
 * refused write has changed nothing, and its key stays free. Thread-safe.
 */
public final class OnceWriter {

    private final RecordWriter writer;
    private final IdempotencyKeys keys;

    public OnceWriter(RecordWriter writer, IdempotencyKeys keys) {
        this.writer = writer;
        this.keys = keys;
    }

    /**
     * An answer.
     *
     * @param replayed whether it was given before, and nothing was written now
     */
    public record Answered(KeptAnswer answer, boolean replayed) {}

    /**
     * Carries commands out unless this was done before.
     *
     * @param atomic whether one refusal refuses all
     * @param answering makes the answer of what became of the commands
     */
    public Answered write(
            Caller caller,
            List<Command> commands,
            boolean atomic,
            Cause cause,
            IdempotencyKey key,
            Function<List<Outcome>, KeptAnswer> answering) {
        Once once = new Once(caller, key, answering);
        try {
            writer.write(caller, commands, cause, atomic, once);
            return new Answered(Objects.requireNonNull(once.answer), false);
        } catch (ReplayException e) {
            return new Answered(e.answer, true);
        }
    }

    /** The part that takes place in the transaction of the write. */
    private final class Once implements RecordWriter.Together {

        private final Caller caller;
        private final IdempotencyKey key;
        private final Function<List<Outcome>, KeptAnswer> answering;
        private @Nullable KeptAnswer answer;

        Once(Caller caller, IdempotencyKey key, Function<List<Outcome>, KeptAnswer> answering) {
            this.caller = caller;
            this.key = key;
            this.answering = answering;
        }

        @Override
        public void before(Connection connection) {
            keys.claim(connection, caller, key)
                    .ifPresent(kept -> {
                        throw new ReplayException(kept);
                    });
        }

        @Override
        public void run(Connection connection, List<Outcome> outcomes) {
            KeptAnswer made = answering.apply(outcomes);
            keys.keep(connection, caller, key, made);
            answer = made;
        }
    }

    /** It was carried out before; ends the transaction and carries the answer out of it. */
    private static final class ReplayException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient KeptAnswer answer;

        ReplayException(KeptAnswer answer) {
            super("replayed", null, false, false);
            this.answer = answer;
        }
    }
}
