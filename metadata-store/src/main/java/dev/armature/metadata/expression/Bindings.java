package dev.armature.metadata.expression;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Where an evaluation takes its values from. */
public interface Bindings {

    /** The value at the end of a path of fields; null when any step has none. */
    @Nullable Object read(Expression.Read read);

    Environment environment();

    /** The records of an object that are there among some ids, as bindings of their own. */
    default List<Bindings> records(int objectId, List<UUID> ids) {
        throw new IllegalStateException("no other records are known here");
    }

    /** The record that a variable stands for. */
    default Bindings element(String variable) {
        throw new IllegalStateException("no variable " + variable + " is known here");
    }
}
