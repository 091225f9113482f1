package dev.armature.metadata.model;

import dev.armature.metadata.definition.ObjectRights;
import dev.armature.metadata.definition.Right;
import dev.armature.metadata.definition.RoleDefinition;
import dev.armature.metadata.expression.CheckedExpression;
import dev.armature.metadata.expression.Expression;
import dev.armature.metadata.expression.Expressions;
import dev.armature.metadata.expression.ValueType;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What some roles together grant of one object. A right is there if one of them grants it; its
 * condition is that of one of those that do; a field is open to a right if it is in one of them.
 */
final class ObjectGrants {

    private final ObjectModel object;
    private final Map<Right, List<RoleDefinition>> granting = new EnumMap<>(Right.class);
    private final Map<Right, Lazy<Condition>> conditions = new EnumMap<>(Right.class);
    private final Map<Integer, FieldSight> sights = new HashMap<>();

    /** A condition, or that there is none. */
    private record Condition(@Nullable CheckedExpression expression) {}

    ObjectGrants(ObjectModel object, List<RoleDefinition> roles) {
        this.object = object;
        for (Right right : Right.values()) {
            granting.put(
                    right,
                    roles.stream().filter(role -> role.rights(object.id()).allows(right)).toList());
            conditions.put(right, new Lazy<>(() -> new Condition(compile(right))));
        }
        for (FieldModel field : object.fields()) {
            sights.put(
                    field.id(),
                    granting(Right.READ).stream()
                            .map(role -> FieldSight.of(role.rights(object.id()).field(field.id())))
                            .reduce(FieldSight.NONE, FieldSight::or));
        }
    }

    boolean allows(Right right) {
        return !granting(right).isEmpty();
    }

    private List<RoleDefinition> granting(Right right) {
        return Objects.requireNonNull(granting.get(right));
    }

    FieldSight sight(FieldModel field) {
        return sights.getOrDefault(field.id(), FieldSight.NONE);
    }

    boolean mayWrite(FieldModel field, Right right) {
        return granting(right).stream()
                .anyMatch(role -> role.rights(object.id()).field(field.id()).write());
    }

    /** What records must meet; null for nothing. */
    @Nullable CheckedExpression condition(Right right) {
        return Objects.requireNonNull(conditions.get(right)).get().expression;
    }

    private @Nullable CheckedExpression compile(Right right) {
        CheckedExpression either = null;
        for (Grants.Grant grant : grants(right)) {
            if (grant.condition() == null) {
                return null;
            }
            either = either == null ? grant.condition() : join(false, either, grant.condition());
        }
        // What nobody grants holds for no record, in case somebody did not ask first.
        return either == null ? Grants.NEVER : either;
    }

    /** Which of the roles grant a right, each on what condition. */
    List<Grants.Grant> grants(Right right) {
        List<Grants.Grant> grants = new ArrayList<>();
        for (RoleDefinition role : granting(right)) {
            grants.add(new Grants.Grant(role.name(), condition(role.rights(object.id()), right)));
        }
        return grants;
    }

    private @Nullable CheckedExpression condition(ObjectRights rights, Right right) {
        CheckedExpression reading = checked(rights.when());
        CheckedExpression further =
                switch (right) {
                    case UPDATE -> checked(rights.updateWhen());
                    case DELETE -> checked(rights.deleteWhen());
                    default -> null;
                };
        return reading != null && further != null
                ? join(true, reading, further)
                : reading == null ? further : reading;
    }

    private @Nullable CheckedExpression checked(@Nullable String text) {
        return text == null
                ? null
                : Expressions.check(text, object.present().scope(false), ValueType.Scalar.BOOLEAN);
    }

    private static CheckedExpression join(boolean and, CheckedExpression a, CheckedExpression b) {
        return new CheckedExpression(
                "(%s) %s (%s)".formatted(a.text(), and ? "&&" : "||", b.text()),
                new Expression.Logical(and, a.root(), b.root()),
                List.of());
    }
}
