package dev.armature.metadata.model;

import dev.armature.metadata.expression.CheckedExpression;
import dev.armature.metadata.expression.Expression;
import dev.armature.metadata.expression.Property;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether those whose rights have bounds see what was computed otherwise than it is now. A role
 * that shows a formula shows what it is made of now, and was given by who knew that; what it was
 * made of at another time may be hidden by now.
 */
final class PastComputed {

    private PastComputed() {}

    /**
     * Whether a field is stored, or made in the same way as now, or made of nothing but fields of
     * the record itself that are seen whole. A field that was renamed since is another to this.
     */
    static boolean isTold(Grants grants, ObjectModel object, FieldModel field) {
        TenantModel present = object.tenant().present();
        Expression made = made(field);
        if (present == null || made == null) {
            return true;
        }
        ObjectModel now = present.object(object.id());
        FieldModel same = now == null ? null : now.field(field.id());
        boolean alike = same != null && made.equals(made(same));
        return paths(made).stream()
                .allMatch(path ->
                        alike
                                ? path.stream().allMatch(read -> isTold(grants, object, read))
                                : field.rollup() == null && isSeen(grants, object, path));
    }

    private static @Nullable Expression made(FieldModel field) {
        CheckedExpression formula = field.formula();
        Rollup rollup = field.rollup();
        if (formula != null) {
            return formula.root();
        }
        return rollup == null ? null : rollup.aggregate();
    }

    private static List<List<Property>> paths(Expression made) {
        List<List<Property>> paths = new ArrayList<>();
        made.visit(node -> {
            if (node instanceof Expression.Path path) {
                paths.add(path.path());
            }
        });
        return paths;
    }

    private static boolean isTold(Grants grants, ObjectModel from, Property read) {
        ObjectModel owner = from.tenant().whole().object(read.objectId());
        FieldModel field = owner == null ? null : owner.field(read.fieldId());
        return owner == null || field == null || isTold(grants, owner, field);
    }

    private static boolean isSeen(Grants grants, ObjectModel object, List<Property> path) {
        Property read = path.getFirst();
        FieldModel field = object.field(read.fieldId());
        return path.size() == 1
                && read.objectId() == object.id()
                && (field == null || grants.sight(object, field) == FieldSight.ALL);
    }
}
