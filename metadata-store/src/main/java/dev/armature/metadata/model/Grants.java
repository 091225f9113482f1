package dev.armature.metadata.model;

import dev.armature.metadata.definition.Right;
import dev.armature.metadata.definition.RoleDefinition;
import dev.armature.metadata.expression.CheckedExpression;
import dev.armature.metadata.expression.Expression;
import dev.armature.metadata.expression.ValueType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a set of roles may do with a tenant's records, at one version of its metadata. It has the
 * metadata as those see it who have these roles: what they may not read is not there, so that it
 * cannot be told from what does not exist. Immutable and shared between threads.
 */
public final class Grants {

    /** The condition that no record meets. */
    static final CheckedExpression NEVER =
            new CheckedExpression(
                    "false", new Expression.Literal(false, ValueType.Scalar.BOOLEAN), List.of());

    private final Set<String> roles;
    private final TenantModel whole;
    private final TenantModel model;
    private final @Nullable Map<Integer, ObjectGrants> objects;

    /**
     * A right as one role grants it.
     *
     * @param condition what records must meet, or null for nothing
     */
    public record Grant(String role, @Nullable CheckedExpression condition) {}

    /** All rights. */
    Grants(TenantModel whole) {
        this.roles = Set.of();
        this.whole = whole;
        this.objects = null;
        this.model = whole.present() == null ? whole : new TenantModel(whole, this);
    }

    /** The rights of roles that are no more than the tenant's own ones. */
    Grants(TenantModel whole, Set<String> roles) {
        this(
                whole,
                roles,
                roles.stream()
                        .sorted()
                        .map(whole.definition()::role)
                        .filter(Objects::nonNull)
                        .toList());
    }

    /** The rights of a role that is none of the tenant's own. */
    Grants(TenantModel whole, RoleDefinition role) {
        this(whole, Set.of(role.name()), List.of(role));
    }

    private Grants(TenantModel whole, Set<String> roles, List<RoleDefinition> known) {
        this.roles = Set.copyOf(roles);
        this.whole = whole;
        this.objects = new HashMap<>();
        for (ObjectModel object : whole.objects()) {
            if (whole.isGone(object.id())) {
                continue;
            }
            ObjectGrants grants = new ObjectGrants(object, known);
            if (grants.allows(Right.READ)) {
                objects.put(object.id(), grants);
            }
        }
        this.model = new TenantModel(whole, this);
    }

    /** Whether somebody with these roles may do everything with all records. */
    public static boolean areAll(Set<String> roles) {
        return roles.contains(RoleDefinition.USER) || roles.contains(RoleDefinition.ADMINISTRATOR);
    }

    /** Whether nothing is kept from those who have the roles. */
    public boolean isAll() {
        return objects == null;
    }

    /** Whether they are those of a set of roles. */
    public boolean areOf(Set<String> others) {
        return isAll() ? areAll(others) : roles.equals(others);
    }

    /** The roles that grant them; none where nothing is kept from anybody. */
    public Set<String> roles() {
        return roles;
    }

    /** The metadata as those who have the roles see it. */
    public TenantModel model() {
        return model;
    }

    public boolean allows(ObjectModel object, Right right) {
        if (objects == null) {
            return !whole.isGone(object.id());
        }
        ObjectGrants grants = objects.get(object.id());
        return grants != null && grants.allows(right);
    }

    /** What records of an object must meet for a right that is granted; null for nothing. */
    public @Nullable CheckedExpression condition(ObjectModel object, Right right) {
        ObjectGrants grants = objects == null ? null : objects.get(object.id());
        if (objects == null) {
            return null;
        }
        return grants == null ? NEVER : grants.condition(right);
    }

    /** Which roles grant a right, each on what condition; without those that grant everything. */
    public List<Grant> grants(ObjectModel object, Right right) {
        ObjectGrants grants = objects == null ? null : objects.get(object.id());
        return grants == null ? List.of() : grants.grants(right);
    }

    /**
     * Whether a field may be given a value.
     *
     * @param right to make records or to change them
     */
    public boolean mayWrite(ObjectModel object, FieldModel field, Right right) {
        if (!field.type().writable() || sight(object, field) != FieldSight.ALL) {
            return false;
        }
        ObjectGrants grants = objects == null ? null : objects.get(object.id());
        return objects == null || (grants != null && grants.mayWrite(field, right));
    }

    FieldSight sight(ObjectModel object, FieldModel field) {
        if (!leadsSomewhere(field)) {
            return FieldSight.NONE;
        }
        if (objects == null) {
            return FieldSight.ALL;
        }
        ObjectGrants grants = objects.get(object.id());
        return grants == null || !PastComputed.isTold(this, object, field)
                ? FieldSight.NONE
                : grants.sight(field);
    }

    /** A reference to records that nobody with the roles reads is of no use, and tells of them. */
    private boolean leadsSomewhere(FieldModel field) {
        ValueType.Reference link = field.property().type().link();
        return link == null
                || (objects == null
                        ? !whole.isGone(link.objectId())
                        : objects.containsKey(link.objectId()));
    }
}
