package dev.armature.metadata.change;

import dev.armature.metadata.definition.Action;
import dev.armature.metadata.definition.FieldDefinition;
import dev.armature.metadata.definition.Invariant;
import dev.armature.metadata.definition.LayoutDefinition;
import dev.armature.metadata.definition.ObjectDefinition;
import dev.armature.metadata.definition.ObjectOption;
import dev.armature.metadata.definition.Part;
import dev.armature.metadata.definition.RoleDefinition;
import dev.armature.metadata.definition.RuleDefinition;
import dev.armature.metadata.definition.TenantDefinition;
import dev.armature.metadata.definition.ValidationDefinition;
import dev.armature.metadata.definition.ViewDefinition;
import dev.armature.metadata.expression.CheckedExpression;
import dev.armature.metadata.expression.Expressions;
import dev.armature.metadata.expression.Property;
import dev.armature.metadata.expression.Scope;
import dev.armature.metadata.field.ComputedType;
import dev.armature.metadata.field.LinkType;
import dev.armature.metadata.field.RollupType;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.model.TenantModel;
import dev.armature.metadata.tenant.TenantId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who uses an object or a field, so that deleting it can be refused with names. */
final class Usages {

    private final List<String> found = new ArrayList<>();
    private final ObjectDefinition object;
    private final FieldDefinition field;

    private Usages(ObjectDefinition object, FieldDefinition field) {
        this.object = object;
        this.field = field;
    }

    /** The reference fields and rules of others that use an object. */
    static List<String> ofObject(TenantId tenant, TenantDefinition definition, String name) {
        List<String> found = new ArrayList<>();
        TenantModel model = new TenantModel(tenant, definition);
        int id = model.required(name).id();
        for (ObjectDefinition owner : definition.objects().values()) {
            if (owner.name().equals(name)) {
                continue;
            }
            for (FieldDefinition field : owner.fields()) {
                boolean references =
                        field.type() instanceof LinkType reference
                                && reference.target().equals(name);
                boolean rollsUp =
                        field.type() instanceof RollupType rollup && rollup.object().equals(name);
                if (references || rollsUp) {
                    found.add("the field " + owner.name() + "." + field.name());
                }
            }
            Scope scope = model.required(owner.id()).scopeWithChildren();
            for (Invariant invariant : owner.options().invariants()) {
                if (names(invariant.expression(), scope, id, Property.OBJECT)) {
                    found.add("the option " + Invariant.ATTRIBUTE + " of " + owner.name());
                }
            }
            for (RuleDefinition rule : owner.parts(RuleDefinition.class)) {
                if (rule.actions().stream()
                        .anyMatch(a ->
                                a instanceof Action.CreateRecord c && c.object().equals(name))) {
                    found.add("the rule " + owner.name() + "." + rule.name());
                }
            }
        }
        return found;
    }

    /**
     * The expressions and actions that use a field. Layouts, columns and titles only list it and do
     * not count.
     */
    static List<String> ofField(
            TenantId tenant,
            TenantDefinition definition,
            ObjectDefinition object,
            FieldDefinition field) {
        Usages usages = new Usages(object, field);
        TenantModel model = new TenantModel(tenant, definition);
        for (ObjectDefinition owner : definition.objects().values()) {
            usages.in(owner, model);
        }
        definition.roles().values().forEach(role -> usages.in(role, model));
        return usages.found;
    }

    private void in(RoleDefinition role, TenantModel model) {
        role.objects()
                .forEach((owner, rights) -> {
                    ObjectModel known = model.object(owner);
                    if (known != null
                            && rights.conditions().values().stream()
                                    .anyMatch(text -> uses(text, known.scope(false)))) {
                        found.add("the role " + role.name());
                    }
                });
    }

    private boolean uses(RollupType rollup, TenantModel model) {
        Scope children = model.required(rollup.object()).scope(false);
        boolean reference =
                rollup.object().equals(object.name()) && rollup.reference().equals(field.name());
        return reference || uses(rollup.of(), children) || uses(rollup.filter(), children);
    }

    private void in(ObjectDefinition owner, TenantModel model) {
        Scope scope = model.required(owner.id()).widestScope();
        for (FieldDefinition other : owner.fields()) {
            boolean itself = owner.id() == object.id() && other.id() == field.id();
            String name = "the field " + owner.name() + "." + other.name();
            if (!itself && uses(other.defaultValue(), scope)) {
                found.add(name);
            }
            if (!itself
                    && other.type() instanceof ComputedType computed
                    && uses(computed.expression(), scope)) {
                found.add(name);
            }
        }
        for (FieldDefinition other : owner.fields()) {
            if (other.type() instanceof RollupType rollup && uses(rollup, model)) {
                found.add("the field " + owner.name() + "." + other.name());
            }
        }
        for (ObjectOption option : owner.options().all()) {
            boolean listed = owner.id() == object.id() && option.fields().contains(field.name());
            if (listed || option.expressions().stream().anyMatch(text -> uses(text, scope))) {
                found.add("the option " + option.attribute() + " of " + owner.name());
            }
        }
        for (Part part : owner.parts()) {
            if (uses(owner, part, scope)) {
                found.add("the " + part.kind().word() + " " + owner.name() + "." + part.name());
            }
        }
    }

    private boolean uses(ObjectDefinition owner, Part part, Scope scope) {
        return switch (part) {
            case ValidationDefinition validation -> uses(validation.expression(), scope);
            case LayoutDefinition layout ->
                    layout.conditions().stream().anyMatch(text -> uses(text, scope));
            case ViewDefinition view ->
                    uses(view.filter(), scope)
                            || view.sort().stream()
                                    .anyMatch(s ->
                                            isPath(owner, s)
                                                    && uses(
                                                            s.startsWith("-") ? s.substring(1) : s,
                                                            scope))
                            || view.columns().stream()
                                    .anyMatch(c -> isPath(owner, c) && uses(c, scope));
            case RuleDefinition rule ->
                    uses(rule.condition(), scope)
                            || rule.actions().stream()
                                    .anyMatch(action -> uses(owner, action, scope));
        };
    }

    // A plain listing of the field itself is taken out with it; a path from elsewhere would break.
    private boolean isPath(ObjectDefinition owner, String column) {
        return owner.id() != object.id()
                || !(column.equals(field.name()) || column.equals("-" + field.name()));
    }

    private boolean uses(ObjectDefinition owner, Action action, Scope scope) {
        return switch (action) {
            case Action.SetField set ->
                    (owner.id() == object.id() && set.field().equals(field.name()))
                            || uses(set.value(), scope);
            case Action.CreateRecord create ->
                    (create.object().equals(object.name())
                                    && create.values().containsKey(field.name()))
                            || create.values().values().stream()
                                    .anyMatch(value -> uses(value, scope));
        };
    }

    private boolean uses(@Nullable String text, Scope scope) {
        return text != null && names(text, scope, object.id(), field.id());
    }

    private static boolean names(String text, Scope scope, int objectId, int fieldId) {
        for (CheckedExpression.Use use : Expressions.check(text, scope).uses()) {
            if (use.property().objectId() == objectId && use.property().fieldId() == fieldId) {
                return true;
            }
        }
        return false;
    }

    /**
     * The definition with a deleted field taken out of layouts, columns, sorts, validations' places
     * and the title.
     */
    static TenantDefinition withoutListings(
            TenantDefinition definition, ObjectDefinition object, String name) {
        ObjectDefinition owner = definition.object(object.name());
        if (owner == null) {
            return definition;
        }
        ObjectDefinition changed = owner.mapParts(part -> withoutListing(part, name));
        if (name.equals(owner.header().titleField())) {
            changed = changed.withHeader(changed.header().withTitleField(null));
        }
        return definition.with(changed);
    }

    private static Part withoutListing(Part part, String name) {
        return switch (part) {
            case LayoutDefinition layout -> layout.without(name);
            case ViewDefinition view ->
                    new ViewDefinition(
                            view.id(),
                            view.name(),
                            view.label(),
                            without(view.columns(), name),
                            view.filter(),
                            without(view.sort(), name),
                            view.translations(),
                            view.plugin());
            case ValidationDefinition v when name.equals(v.field()) ->
                    new ValidationDefinition(
                            v.id(),
                            v.name(),
                            v.expression(),
                            null,
                            v.message(),
                            v.code(),
                            v.translations(),
                            v.plugin());
            case ValidationDefinition v -> v;
            case RuleDefinition rule -> rule;
        };
    }

    private static List<String> without(List<String> names, String name) {
        return names.stream().filter(n -> !n.equals(name) && !n.equals("-" + name)).toList();
    }
}
