package dev.armature.engine.record;

import dev.armature.engine.access.Role;
import dev.armature.metadata.change.ChangeStep;
import dev.armature.metadata.change.EditContext;
import dev.armature.metadata.change.PublishListener;
import dev.armature.metadata.definition.ObjectDefinition;
import dev.armature.metadata.definition.Transitions;
import dev.armature.metadata.model.TenantModel;
import dev.armature.metadata.problem.Problems;
import java.sql.Connection;
import java.util.Arrays;
import java.util.List;

/** Refuses metadata that speaks of roles that nobody can have. */
public final class KnownRoles implements PublishListener {

    private static final List<String> WORDS = Arrays.stream(Role.values()).map(Role::word).toList();

    @Override
    public void publishing(
            Connection connection,
            TenantModel before,
            TenantModel after,
            List<ChangeStep> steps,
            Problems problems) {
        for (ChangeStep step : steps) {
            if (step instanceof ChangeStep.PutObject put) {
                check(put.object(), problems);
            }
        }
    }

    private static void check(ObjectDefinition object, Problems problems) {
        Transitions transitions = object.options().transitions();
        for (int i = 0; transitions != null && i < transitions.allow().size(); i++) {
            List<String> roles = transitions.allow().get(i).roles();
            for (int j = 0; j < roles.size(); j++) {
                if (!WORDS.contains(roles.get(j))) {
                    problems.add(
                            "%s/%s/allow/%d/roles/%d"
                                    .formatted(
                                            EditContext.place(object), Transitions.ATTRIBUTE, i, j),
                            "unknown_option",
                            "One of " + String.join(", ", WORDS) + " is expected");
                }
            }
        }
    }
}
