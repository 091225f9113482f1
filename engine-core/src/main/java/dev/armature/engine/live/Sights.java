package dev.armature.engine.live;

import dev.armature.engine.access.Caller;
import dev.armature.metadata.definition.Right;
import dev.armature.metadata.expression.CheckedExpression;
import dev.armature.metadata.expression.Environment;
import dev.armature.metadata.expression.Expression;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.Grants;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.model.TenantModel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Whether two who have the same roles see the same, at one version of the metadata. Belongs to one
 * thread.
 */
final class Sights {

    private static final Set<Environment.Source> OF_ALL =
            Set.of(
                    Environment.Name.TENANT_SLUG,
                    Environment.Name.TENANT_CURRENCY,
                    Environment.Name.NOW,
                    Environment.Name.TODAY);

    private final TenantModel model;
    private final Map<List<String>, Boolean> personal = new HashMap<>();

    Sights(TenantModel model) {
        this.model = model;
    }

    boolean isOf(TenantModel other) {
        return model == other;
    }

    /** Whether what a caller sees is theirs alone. */
    boolean isPersonal(Caller caller) {
        boolean byRoles = personal.computeIfAbsent(caller.roles(), roles -> asks(caller));
        return byRoles || (!caller.standing().shared().isEmpty() && !caller.grants(model).isAll());
    }

    private boolean asks(Caller caller) {
        Grants grants = caller.grants(model);
        for (ObjectModel object : model.objects()) {
            CheckedExpression condition = grants.condition(object, Right.READ);
            if (condition != null && asks(condition)) {
                return true;
            }
            for (FieldModel field : object.fields()) {
                CheckedExpression formula = field.formula();
                if (formula != null && asks(formula)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean asks(CheckedExpression expression) {
        boolean[] asks = {false};
        expression
                .root()
                .visit(node ->
                        asks[0] |=
                                node instanceof Expression.Ambient ambient
                                        && !OF_ALL.contains(ambient.name()));
        return asks[0];
    }
}
