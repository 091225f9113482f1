package dev.armature.engine.record;

import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.model.TenantModel;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells a caller why a write was refused, and nothing of fields that they do not see. */
final class Discretion {

    private static final String UNKNOWN = "unknown_field";
    private static final String UNTOLD =
            "The record does not meet what is demanded of a field that you do not see";

    private Discretion() {}

    static EngineException told(WriteSession session, ObjectModel object, EngineException reason) {
        if (session.grants().isAll() || reason.problems().isEmpty()) {
            return reason;
        }
        List<Problem> told = new ArrayList<>();
        boolean all = true;
        for (Problem problem : reason.problems()) {
            boolean tells =
                    !problem.code().equals(UNKNOWN) && isHidden(session, object, problem.pointer());
            told.add(tells ? new Problem("", problem.code(), UNTOLD) : problem);
            all &= !tells;
        }
        return all
                ? reason
                : reason.with(
                        told.size() == 1 ? UNTOLD : reason.code().title(),
                        told.stream().distinct().toList());
    }

    /** Whether a pointer into a record's input leads to what is not seen. */
    private static boolean isHidden(WriteSession session, ObjectModel object, String pointer) {
        String[] steps = pointer.split("/", -1);
        ObjectModel at = object;
        int step = 1;
        while (at != null
                && step + 2 < steps.length
                && steps[step].equals(Command.Create.CHILDREN)) {
            at = child(session, at, steps[step + 1]);
            step += 3;
        }
        if (at == null || step >= steps.length) {
            return false;
        }
        FieldModel field = at.field(steps[step]);
        return field != null && !session.isSeen(at, field);
    }

    private static @Nullable ObjectModel child(
            WriteSession session, ObjectModel parent, String name) {
        ObjectModel seen = session.seen(parent);
        TenantModel.Incoming incoming = seen.tenant().children(seen).get(name);
        return incoming == null ? null : incoming.source().whole();
    }
}
