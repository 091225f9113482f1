package dev.armature.engine.record;

import dev.armature.metadata.json.Pointers;
import dev.armature.metadata.model.CompiledImmutability;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.problem.Problem;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Refuses changes of records that stay as they are: those of objects that are only appended to, and
 * those for which it became so. It comes after rules and hooks, so that they are bound by it too.
 */
final class CheckFrozen implements WriteStep {

    @Override
    public void apply(WriteSession session, List<Draft> drafts) {
        for (Draft draft : drafts) {
            if (draft.before() == null || !draft.isEffective()) {
                continue;
            }
            if (draft.object().definition().options().appendOnly()) {
                draft.refuse(
                        new EngineException(
                                ErrorCode.APPEND_ONLY,
                                "Records of \""
                                        + draft.object().name()
                                        + "\" are neither changed nor deleted"));
            }
            CompiledImmutability immutability = draft.object().immutability();
            if (immutability != null && draft.operation() != Draft.Operation.RESTORE) {
                check(session, draft, draft.before(), immutability);
            }
        }
    }

    private static void check(
            WriteSession session,
            Draft draft,
            @Nullable StoredRecord before,
            CompiledImmutability immutability) {
        List<FieldModel> changed =
                draft.object().fields().stream()
                        .filter(draft::isChanged)
                        .filter(field -> !immutability.free().contains(field))
                        .toList();
        boolean touches = draft.operation() == Draft.Operation.DELETE || !changed.isEmpty();
        if (before != null && touches && holds(session, before, immutability)) {
            draft.refuse(refusal(changed, immutability.code()));
        }
    }

    private static boolean holds(
            WriteSession session, StoredRecord before, CompiledImmutability immutability) {
        try {
            return immutability
                    .when()
                    .holds(RecordBindings.of(before, session.steady(), session.environment()));
        } catch (ArithmeticException | DateTimeException e) {
            // What cannot be computed is unknown, and unknown is not true.
            return false;
        }
    }

    private static EngineException refusal(List<FieldModel> changed, @Nullable String ownCode) {
        String code = Objects.requireNonNullElse(ownCode, ErrorCode.IMMUTABLE.code());
        List<Problem> problems = new ArrayList<>();
        for (FieldModel field : changed) {
            problems.add(
                    new Problem(
                            Pointers.at("", field.name()),
                            code,
                            field.definition().label() + " cannot be changed any more"));
        }
        return new EngineException(
                ErrorCode.IMMUTABLE, ownCode, ErrorCode.IMMUTABLE.title(), problems);
    }
}
