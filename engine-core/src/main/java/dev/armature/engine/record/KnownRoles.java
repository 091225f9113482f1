package dev.armature.engine.record;

import dev.armature.engine.sql.Sql;
import dev.armature.metadata.change.ChangeStep;
import dev.armature.metadata.change.EditContext;
import dev.armature.metadata.change.PublishListener;
import dev.armature.metadata.definition.ObjectDefinition;
import dev.armature.metadata.definition.RoleDefinition;
import dev.armature.metadata.definition.Transitions;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.model.TenantModel;
import dev.armature.metadata.problem.Problems;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;

/** Refuses metadata that speaks of roles that nobody can have. */
public final class KnownRoles implements PublishListener {

    @Override
    public void publishing(
            Connection connection,
            TenantModel before,
            TenantModel after,
            List<ChangeStep> steps,
            Problems problems) {
        List<String> known = new ArrayList<>(RoleDefinition.BUILT_IN);
        known.addAll(after.definition().roles().keySet());
        for (ChangeStep step : steps) {
            switch (step) {
                case ChangeStep.PutObject put -> check(put.object(), known, problems);
                case ChangeStep.RemoveRole(RoleDefinition role) -> {
                    requireUnused(connection, after, role, problems);
                    after.definition()
                            .objects()
                            .values()
                            .forEach(object -> check(object, known, problems));
                }
                default -> {}
            }
        }
    }

    private static void requireUnused(
            Connection connection, TenantModel after, RoleDefinition role, Problems problems) {
        List<String> users =
                Sql.of(
                                "select email from user_account where tenant_id = ",
                                Sql.number(after.tenant().value()),
                                " and ",
                                Sql.value(role.name(), ColumnType.TEXT),
                                " = any(roles) order by email limit 3")
                        .all(connection, row -> row.getString(1));
        if (!users.isEmpty()) {
            problems.add(
                    "",
                    "in_use",
                    "There are users who have the role, such as " + String.join(", ", users));
        }
    }

    private static void check(ObjectDefinition object, List<String> known, Problems problems) {
        Transitions transitions = object.options().transitions();
        for (int i = 0; transitions != null && i < transitions.allow().size(); i++) {
            List<String> roles = transitions.allow().get(i).roles();
            for (int j = 0; j < roles.size(); j++) {
                if (!known.contains(roles.get(j))) {
                    problems.add(
                            "%s/%s/allow/%d/roles/%d"
                                    .formatted(
                                            EditContext.place(object), Transitions.ATTRIBUTE, i, j),
                            "unknown_option",
                            "One of " + String.join(", ", known) + " is expected");
                }
            }
        }
    }
}
