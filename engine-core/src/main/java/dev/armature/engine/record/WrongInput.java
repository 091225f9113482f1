package dev.armature.engine.record;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Finds out what else is wrong with input that cannot be taken anyway, so that its sender is told
 * everything at once: fields that are missing, and references and files that are not there.
 */
final class WrongInput {

    private final List<WriteStep> steps;

    WrongInput(AttachFiles files) {
        this.steps =
                List.of(
                        files,
                        new ResolveReferences(),
                        new SeenReferences(),
                        new CheckRequired(true),
                        new CheckReferences(),
                        new CheckUsers());
    }

    /** Tells what those lack that a step has found wrong: nobody will look at them later. */
    static void missing(WriteSession session, List<Draft> drafts) {
        List<Draft> wrong = which(drafts, draft -> !draft.problems().isEmpty());
        if (!wrong.isEmpty()) {
            new CheckRequired(true).apply(session, wrong);
        }
    }

    // Asked after every step, and of most drafts in vain.
    private static List<Draft> which(List<Draft> drafts, Predicate<Draft> condition) {
        List<Draft> which = List.of();
        for (Draft draft : drafts) {
            if (condition.test(draft)) {
                which = which.isEmpty() ? new ArrayList<>() : which;
                which.add(draft);
            }
        }
        return which;
    }

    void complete(WriteSession session, List<Draft> drafts) {
        Family.settle(drafts);
        List<Draft> wrong = which(drafts, WrongInput::isWrong);
        if (!wrong.isEmpty()) {
            steps.forEach(step -> step.apply(session, wrong));
        }
    }

    private static boolean isWrong(Draft draft) {
        return !draft.problems().isEmpty()
                || (draft.family() != null && draft.family().isRefused());
    }
}
