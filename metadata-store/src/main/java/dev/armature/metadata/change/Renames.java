package dev.armature.metadata.change;

import dev.armature.metadata.definition.Action;
import dev.armature.metadata.definition.FieldDefinition;
import dev.armature.metadata.definition.FieldRenaming;
import dev.armature.metadata.definition.LayoutDefinition;
import dev.armature.metadata.definition.ObjectDefinition;
import dev.armature.metadata.definition.Part;
import dev.armature.metadata.definition.RuleDefinition;
import dev.armature.metadata.definition.TenantDefinition;
import dev.armature.metadata.definition.ValidationDefinition;
import dev.armature.metadata.definition.ViewDefinition;
import dev.armature.metadata.expression.Expressions;
import dev.armature.metadata.expression.Property;
import dev.armature.metadata.expression.Scope;
import dev.armature.metadata.field.ComputedType;
import dev.armature.metadata.field.LinkType;
import dev.armature.metadata.field.ReferenceType;
import dev.armature.metadata.field.RollupType;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.model.TenantModel;
import dev.armature.metadata.tenant.TenantId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Carries a rename into everything that uses the old name: expressions, paths, lists of fields,
 * actions, targets. The texts are rewritten at the places where the check found the field, so
 * nothing else that happens to read alike is touched.
 */
final class Renames {

    private Renames() {}

    /**
     * The definition with {@code object}'s field called {@code newName} everywhere; the field
     * itself is left.
     */
    static TenantDefinition field(
            TenantId tenant,
            TenantDefinition definition,
            ObjectDefinition object,
            FieldDefinition field,
            String newName) {
        TenantModel model = new TenantModel(tenant, definition);
        TenantDefinition inRoles = inRoles(model, object, field, newName);
        return inRoles.map(owner -> {
            Scope scope = model.required(owner.id()).widestScope();
            UnaryOperator<String> rewrite =
                    text ->
                            Expressions.check(text, scope)
                                    .renamed(object.id(), field.id(), newName);
            boolean same = owner.id() == object.id();
            UnaryOperator<String> renamed = text -> text.equals(field.name()) ? newName : text;
            UnaryOperator<String> name = same ? renamed : UnaryOperator.identity();
            ObjectDefinition changed =
                    owner.mapFields(f -> rewrite(f, rewrite))
                            .mapFields(f -> rewriteRollup(f, model, object, field, newName))
                            .mapParts(
                                    p -> rewrite(p, object, field.name(), newName, rewrite, name));
            ObjectDefinition.Header header = changed.header();
            return changed.withHeader(
                    header.withTitleField(optional(header.titleField(), name))
                            .withOptions(
                                    header.options()
                                            .renamed(
                                                    renaming(
                                                            owner, object, name, renamed,
                                                            rewrite))));
        });
    }

    private static TenantDefinition inRoles(
            TenantModel model, ObjectDefinition object, FieldDefinition field, String newName) {
        TenantDefinition definition = model.definition();
        return definition.withRoles(
                definition.roles().values().stream()
                        .map(role ->
                                role.withConditions((owner, text) ->
                                        renamed(model.object(owner), text, object, field, newName)))
                        .toList());
    }

    /** A condition on records of a deleted object stays as it is. */
    private static String renamed(
            @Nullable ObjectModel owner,
            String condition,
            ObjectDefinition object,
            FieldDefinition field,
            String newName) {
        return owner == null
                ? condition
                : Expressions.check(condition, owner.scope(false))
                        .renamed(object.id(), field.id(), newName);
    }

    private static FieldRenaming renaming(
            ObjectDefinition owner,
            ObjectDefinition object,
            UnaryOperator<String> own,
            UnaryOperator<String> renamed,
            UnaryOperator<String> rewrite) {
        return new FieldRenaming() {
            @Override
            public String own(String field) {
                return own.apply(field);
            }

            @Override
            public String expression(String text) {
                return rewrite.apply(text);
            }

            @Override
            public String referenced(String reference, String field) {
                FieldDefinition known = owner.field(reference);
                boolean here =
                        known != null
                                && known.type() instanceof ReferenceType type
                                && type.target().equals(object.name());
                return here ? renamed.apply(field) : field;
            }
        };
    }

    /** The definition with references and actions pointing at an object's new name. */
    static TenantDefinition object(
            TenantId tenant, TenantDefinition definition, String oldName, String newName) {
        TenantModel model = new TenantModel(tenant, definition);
        int id = model.required(oldName).id();
        return definition.map(owner ->
                renamedInInvariants(owner, model, id, newName)
                        .mapFields(field -> retarget(field, oldName, newName))
                        .mapParts(part ->
                                part instanceof RuleDefinition rule
                                        ? retarget(rule, oldName, newName)
                                        : part));
    }

    private static ObjectDefinition renamedInInvariants(
            ObjectDefinition owner, TenantModel model, int objectId, String newName) {
        Scope scope = model.required(owner.id()).scopeWithChildren();
        return owner.withHeader(
                owner.header()
                        .withOptions(
                                owner.options()
                                        .withExpressionsOfInvariants(text ->
                                                Expressions.check(text, scope)
                                                        .renamed(
                                                                objectId,
                                                                Property.OBJECT,
                                                                newName))));
    }

    private static FieldDefinition rewriteRollup(
            FieldDefinition owned,
            TenantModel model,
            ObjectDefinition object,
            FieldDefinition field,
            String newName) {
        if (!(owned.type() instanceof RollupType rollup)) {
            return owned;
        }
        Scope children = model.required(rollup.object()).scope(false);
        boolean reference =
                rollup.object().equals(object.name()) && rollup.reference().equals(field.name());
        return owned.withType(
                rollup.renamed(
                        rollup.object(),
                        reference ? newName : rollup.reference(),
                        text ->
                                Expressions.check(text, children)
                                        .renamed(object.id(), field.id(), newName)));
    }

    private static FieldDefinition retarget(FieldDefinition field, String oldName, String newName) {
        if (field.type() instanceof RollupType rollup && rollup.object().equals(oldName)) {
            return field.withType(
                    rollup.renamed(newName, rollup.reference(), UnaryOperator.identity()));
        }
        return field.type() instanceof LinkType reference && reference.target().equals(oldName)
                ? field.withType(reference.withTarget(newName))
                : field;
    }

    private static RuleDefinition retarget(RuleDefinition rule, String oldName, String newName) {
        List<Action> actions =
                rule.actions().stream()
                        .map(action ->
                                action instanceof Action.CreateRecord create
                                                && create.object().equals(oldName)
                                        ? new Action.CreateRecord(newName, create.values())
                                        : action)
                        .toList();
        return rule.with(rule.condition(), actions);
    }

    private static FieldDefinition rewrite(FieldDefinition field, UnaryOperator<String> rewrite) {
        FieldDefinition changed = field.withDefault(optional(field.defaultValue(), rewrite));
        return field.type() instanceof ComputedType computed
                ? changed.withType(computed.withExpression(rewrite.apply(computed.expression())))
                : changed;
    }

    private static Part rewrite(
            Part part,
            ObjectDefinition object,
            String oldName,
            String newName,
            UnaryOperator<String> rewrite,
            UnaryOperator<String> name) {
        return switch (part) {
            case ValidationDefinition v ->
                    new ValidationDefinition(
                            v.id(),
                            v.name(),
                            rewrite.apply(v.expression()),
                            optional(v.field(), name),
                            v.message(),
                            v.code(),
                            v.translations(),
                            v.plugin());
            case LayoutDefinition layout -> layout.renamed(name, rewrite);
            case ViewDefinition view ->
                    new ViewDefinition(
                            view.id(),
                            view.name(),
                            view.label(),
                            view.columns().stream().map(rewrite).toList(),
                            optional(view.filter(), rewrite),
                            view.sort().stream()
                                    .map(s ->
                                            s.startsWith("-")
                                                    ? "-" + rewrite.apply(s.substring(1))
                                                    : rewrite.apply(s))
                                    .toList(),
                            view.translations(),
                            view.plugin());
            case RuleDefinition rule ->
                    rule.with(
                            optional(rule.condition(), rewrite),
                            rule.actions().stream()
                                    .map(a -> rewrite(a, object, oldName, newName, rewrite, name))
                                    .toList());
        };
    }

    private static Action rewrite(
            Action action,
            ObjectDefinition object,
            String oldName,
            String newName,
            UnaryOperator<String> rewrite,
            UnaryOperator<String> name) {
        return switch (action) {
            case Action.SetField set ->
                    new Action.SetField(name.apply(set.field()), rewrite.apply(set.value()));
            case Action.CreateRecord create -> {
                boolean target = create.object().equals(object.name());
                Map<String, String> values = new LinkedHashMap<>();
                create.values()
                        .forEach((key, text) ->
                                values.put(
                                        target && key.equals(oldName) ? newName : key,
                                        rewrite.apply(text)));
                yield new Action.CreateRecord(create.object(), values);
            }
        };
    }

    private static @Nullable String optional(@Nullable String text, UnaryOperator<String> rewrite) {
        return text == null ? null : rewrite.apply(text);
    }
}
