package dev.armature.engine.form;

import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What strangers are told of why a record did not come of a form: what they can mend in what they
 * gave. Of fields that they were not asked for, of other records, quotas and plugins they are told
 * that it did not work.
 */
final class FormRefusal {

    private static final Set<ErrorCode> TOLD_AS_THEY_ARE =
            Set.of(ErrorCode.INVALID_LINK, ErrorCode.OVERLOADED);

    private static final Set<ErrorCode> OF_THE_INPUT =
            Set.of(ErrorCode.VALIDATION_FAILED, ErrorCode.PLUGIN_REFUSED);

    private FormRefusal() {}

    static EngineException told(OpenForm open, EngineException reason) {
        if (TOLD_AS_THEY_ARE.contains(reason.code())) {
            return reason;
        }
        List<Problem> told = new ArrayList<>();
        if (OF_THE_INPUT.contains(reason.code())) {
            Set<String> asked =
                    open.asked().keySet().stream()
                            .map(field -> "/" + field.name())
                            .collect(Collectors.toSet());
            for (Problem problem : reason.problems()) {
                if (problem.pointer().isEmpty()) {
                    told.add(problem);
                } else if (asked.contains(first(problem.pointer()))) {
                    told.add(problem.under("/values"));
                }
            }
        }
        return told.isEmpty()
                ? new EngineException(
                        ErrorCode.STATE_CONFLICT,
                        "The form cannot be taken now; tell those whose form it is")
                : new EngineException(ErrorCode.VALIDATION_FAILED, told.getFirst().message(), told);
    }

    private static String first(String pointer) {
        int end = pointer.indexOf('/', 1);
        return end < 0 ? pointer : pointer.substring(0, end);
    }
}
