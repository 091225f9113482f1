package dev.armature.engine.record;

import dev.armature.metadata.definition.ValidationDefinition;
import dev.armature.metadata.expression.Bindings;
import dev.armature.metadata.json.Pointers;
import dev.armature.metadata.model.CompiledValidation;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.problem.Problem;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.List;

/** Refuses records that do not meet their object's validations, reporting all that they fail. */
final class CheckValidations implements WriteStep {

    @Override
    public void apply(WriteSession session, List<Draft> drafts) {
        for (Draft draft : drafts) {
            if (draft.isWrite()) {
                check(draft, session.bindings(draft), session.caller().locale());
            }
        }
    }

    private static void check(Draft draft, Bindings bindings, String locale) {
        List<Problem> failed = new ArrayList<>();
        String ownCode = null;
        for (CompiledValidation validation : draft.object().validations()) {
            if (!holds(validation, bindings)) {
                ValidationDefinition definition = validation.definition();
                failed.add(problem(definition, locale));
                ownCode = ownCode == null ? definition.code() : ownCode;
            }
        }
        if (!failed.isEmpty()) {
            draft.refuse(
                    new EngineException(
                            ErrorCode.VALIDATION_FAILED,
                            ownCode,
                            failed.getFirst().message(),
                            failed));
        }
    }

    private static boolean holds(CompiledValidation validation, Bindings bindings) {
        try {
            return validation.condition().holds(bindings);
        } catch (ArithmeticException | DateTimeException e) {
            return false;
        }
    }

    private static Problem problem(ValidationDefinition definition, String locale) {
        String field = definition.field();
        String code = definition.code();
        return new Problem(
                field == null ? "" : Pointers.at("", field),
                code == null ? "validation_failed" : code,
                definition.translations().text(locale, "message", definition.message()));
    }
}
