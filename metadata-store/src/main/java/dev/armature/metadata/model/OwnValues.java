package dev.armature.metadata.model;

import dev.armature.metadata.expression.CheckedExpression;
import dev.armature.metadata.expression.DateFunction;
import dev.armature.metadata.expression.Environment;
import dev.armature.metadata.expression.Expression;
import dev.armature.metadata.expression.ValueType;
import java.util.Set;

/**
 * Tells whether an expression rests on a record's own values alone, formulas over them included:
 * then nothing but a write of that record changes what it gives.
 */
public final class OwnValues {

    private OwnValues() {}

    /**
     * Whether nothing that other records, the user or the time decide is read, nor the time zone
     * asked.
     */
    public static boolean suffice(TenantModel model, Expression expression) {
        boolean[] suffice = {true};
        expression.visit(node -> suffice[0] &= isOwn(model, node));
        return suffice[0];
    }

    /** Whether no other record is read; who asks, and when, may be. */
    public static boolean sufficeOnForms(TenantModel model, Expression expression) {
        boolean[] suffice = {true};
        expression.visit(node -> suffice[0] &= isOnForms(model, node));
        return suffice[0];
    }

    private static boolean isOnForms(TenantModel model, Expression node) {
        if (!(node instanceof Expression.Read read)) {
            return !(node instanceof Expression.Exists) && !asksForReports(node);
        }
        if (read.path().size() > 1) {
            return false;
        }
        ObjectModel owner = model.required(read.path().getFirst().objectId());
        FieldModel field = owner.field(read.path().getFirst().fieldId());
        CheckedExpression formula = field == null ? null : field.formula();
        return formula == null || sufficeOnForms(model, formula.root());
    }

    // They may be thousands, and nobody but the server knows them.
    private static boolean asksForReports(Expression node) {
        return node instanceof Expression.Ambient ambient
                && ambient.name() == Environment.Name.USER_REPORTS;
    }

    private static boolean isOwn(TenantModel model, Expression node) {
        if (!(node instanceof Expression.Read read)) {
            return !asksTheTimeZone(node)
                    && !(node instanceof Expression.Ambient)
                    && !(node instanceof Expression.Exists);
        }
        if (read.path().size() > 1) {
            return false;
        }
        ObjectModel owner = model.required(read.path().getFirst().objectId());
        FieldModel field = owner.field(read.path().getFirst().fieldId());
        CheckedExpression formula = field == null ? null : field.formula();
        return formula == null || suffice(model, formula.root());
    }

    // Whatever takes a moment apart does it in the tenant's time zone.
    static boolean asksTheTimeZone(Expression node) {
        return node instanceof Expression.Call call
                && call.function() instanceof DateFunction
                && call.arguments().stream()
                        .anyMatch(argument -> argument.type() == ValueType.Scalar.DATE_TIME);
    }

    /** Adds the numbers of the stored fields that a node reads, through formulas too. */
    static void collect(ObjectModel owner, Expression node, Set<Integer> fields) {
        if (node instanceof Expression.Read read) {
            FieldModel field = owner.field(read.path().getFirst().fieldId());
            CheckedExpression formula = field == null ? null : field.formula();
            if (formula == null) {
                fields.add(read.path().getFirst().fieldId());
            } else {
                formula.root().visit(inner -> collect(owner, inner, fields));
            }
        }
    }
}
