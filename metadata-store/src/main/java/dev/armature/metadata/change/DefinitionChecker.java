package dev.armature.metadata.change;

import dev.armature.metadata.definition.FieldDefinition;
import dev.armature.metadata.definition.ObjectDefinition;
import dev.armature.metadata.definition.ObjectRights;
import dev.armature.metadata.definition.Part;
import dev.armature.metadata.definition.RoleDefinition;
import dev.armature.metadata.definition.TenantDefinition;
import dev.armature.metadata.expression.ExpressionException;
import dev.armature.metadata.expression.Expressions;
import dev.armature.metadata.expression.Suggestions;
import dev.armature.metadata.expression.ValueType;
import dev.armature.metadata.field.BooleanType;
import dev.armature.metadata.field.FieldType;
import dev.armature.metadata.field.LinkType;
import dev.armature.metadata.field.RollupType;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.model.Sources;
import dev.armature.metadata.model.TenantModel;
import dev.armature.metadata.problem.Problems;
import dev.armature.metadata.tenant.TenantId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks a whole definition: names, targets, expressions, and what a change may do to what exists.
 * Reports everything wrong, never throws, changes nothing.
 */
public final class DefinitionChecker {

    /** How many objects a tenant may have. */
    public static final int MAX_OBJECTS = 2_000;

    /** How many fields an object may have. */
    public static final int MAX_FIELDS = 500;

    /** How many validations, layouts, views and rules an object may have together. */
    public static final int MAX_PARTS = 500;

    /** How many roles a tenant may have beside those that every tenant has. */
    public static final int MAX_ROLES = 500;

    private final TenantDefinition before;
    private final TenantDefinition after;
    private final Problems problems = new Problems();

    private DefinitionChecker(TenantDefinition before, TenantDefinition after) {
        this.before = before;
        this.after = after;
    }

    /** What is wrong with {@code after}; pointers are the places of {@link EditContext}. */
    public static Problems check(TenantId tenant, TenantDefinition before, TenantDefinition after) {
        DefinitionChecker checker = new DefinitionChecker(before, after);
        List<ObjectDefinition> touched = checker.touched();
        checker.structure(touched);
        if (checker.problems.isEmpty()) {
            // Expressions are checked against a model, and a model needs sound structure.
            TenantModel model = new TenantModel(tenant, after);
            for (ObjectDefinition object : touched) {
                ObjectModel objectModel = model.required(object.id());
                new ExpressionChecker(objectModel, checker.problems).check();
            }
            FormulaCycles.check(model, checker.problems);
            checker.roles(model, touched);
        }
        return checker.problems;
    }

    /** The conditions of roles that were changed, or are about objects that were. */
    private void roles(TenantModel model, List<ObjectDefinition> touched) {
        if (after.roles().size() > MAX_ROLES) {
            problems.add("/roles", "limit_exceeded", "At most " + MAX_ROLES + " roles are allowed");
        }
        Set<Integer> objects = new HashSet<>();
        touched.forEach(object -> objects.add(object.id()));
        for (RoleDefinition role : after.roles().values()) {
            boolean changed = !role.equals(before.role(role.name()));
            role.objects()
                    .forEach((id, rights) -> {
                        ObjectModel object = model.object(id);
                        if (object != null && (changed || objects.contains(id))) {
                            conditions(role, rights, object);
                        }
                    });
        }
    }

    private void conditions(RoleDefinition role, ObjectRights rights, ObjectModel object) {
        rights.conditions()
                .forEach((attribute, text) -> {
                    try {
                        Expressions.check(text, object.scope(false), ValueType.Scalar.BOOLEAN);
                    } catch (ExpressionException e) {
                        String place = EditContext.place(role) + "/objects/" + object.name();
                        problems.add(e.problem().under(place + "/" + attribute));
                    }
                });
    }

    /**
     * The objects whose expressions can have become wrong: those that were changed, and all when a
     * name that others may use has gone or got another type.
     */
    private List<ObjectDefinition> touched() {
        List<ObjectDefinition> changed = new ArrayList<>();
        for (ObjectDefinition object : after.objects().values()) {
            if (!object.equals(before.object(object.name()))) {
                changed.add(object);
            }
        }
        return breaks() ? List.copyOf(after.objects().values()) : changed;
    }

    private boolean breaks() {
        for (ObjectDefinition old : before.objects().values()) {
            ObjectDefinition object = after.object(old.name());
            if (object == null || object.id() != old.id()) {
                return true;
            }
            for (FieldDefinition oldField : old.fields()) {
                FieldDefinition field = object.field(oldField.name());
                if (field == null || !field.type().equals(oldField.type())) {
                    return true;
                }
            }
        }
        return false;
    }

    private void structure(List<ObjectDefinition> touched) {
        if (after.objects().size() > MAX_OBJECTS) {
            problems.add(
                    "/objects",
                    "limit_exceeded",
                    "A tenant has at most " + MAX_OBJECTS + " objects");
        }
        for (ObjectDefinition object : touched) {
            String place = EditContext.place(object);
            if (object.fields().size() > MAX_FIELDS) {
                problems.add(
                        place + "/fields",
                        "limit_exceeded",
                        "An object has at most " + MAX_FIELDS + " fields");
            }
            if (object.parts().size() > MAX_PARTS) {
                problems.add(
                        place,
                        "limit_exceeded",
                        "An object has at most "
                                + MAX_PARTS
                                + " validations, layouts, views and rules");
            }
            uniqueNames(object);
            object.fields().forEach(field -> field(object, field));
            String title = object.header().titleField();
            if (title != null && object.field(title) == null) {
                unknownField(object, place + "/titleField", title);
            }
        }
    }

    private void uniqueNames(ObjectDefinition object) {
        Set<String> names = new HashSet<>();
        for (FieldDefinition field : object.fields()) {
            if (!names.add(field.name())) {
                problems.add(
                        EditContext.place(object, field) + "/name",
                        "not_unique",
                        "The object has a field \"" + field.name() + "\" already");
            }
        }
        Set<String> partNames = new HashSet<>();
        for (Part part : object.parts()) {
            if (!partNames.add(part.kind() + " " + part.name())) {
                problems.add(
                        EditContext.place(object, part) + "/name",
                        "not_unique",
                        "The object has a "
                                + part.kind().word()
                                + " \""
                                + part.name()
                                + "\" already");
            }
        }
    }

    private void field(ObjectDefinition object, FieldDefinition field) {
        String place = EditContext.place(object, field);
        if (field.type() instanceof LinkType reference
                && after.object(reference.target()) == null) {
            String nearest = Suggestions.nearest(reference.target(), after.objects().keySet());
            problems.add(
                    place + "/target",
                    "unknown_object",
                    "There is no object \""
                            + reference.target()
                            + "\""
                            + (nearest == null ? "" : "; did you mean \"" + nearest + "\"?"));
        }
        FieldType known = known(object, field, place);
        ObjectDefinition oldObject = byId(before, object.id());
        if (oldObject != null) {
            oldObject.fields().stream()
                    .filter(old -> old.id() == field.id())
                    .forEach(old -> {
                        typeChange(old, field, place);
                        sameValues(oldObject, old, place, known);
                    });
        }
    }

    private void typeChange(FieldDefinition old, FieldDefinition field, String place) {
        boolean sameKind = old.type().name().equals(field.type().name());
        if (!sameKind) {
            problems.add(
                    place + "/type",
                    "type_change_not_allowed",
                    "A field of another type is made by converting it");
        } else if (old.type() instanceof LinkType was
                && field.type() instanceof LinkType is
                && !sameTarget(was, is)) {
            problems.add(
                    place + "/target",
                    "type_change_not_allowed",
                    "A reference keeps its target; make a new field instead");
        }
    }

    /** The field's type with what it has from others; any when that cannot be told. */
    private FieldType known(ObjectDefinition object, FieldDefinition field, String place) {
        try {
            return Sources.resolved(after, object, field);
        } catch (ExpressionException e) {
            problems.add(e.problem().under(place));
            return new BooleanType();
        }
    }

    /** What a rollup keeps in records must stay readable until it is computed anew. */
    private void sameValues(
            ObjectDefinition oldObject, FieldDefinition old, String place, FieldType now) {
        if (now instanceof RollupType
                && old.type() instanceof RollupType
                && Sources.resolved(before, oldObject, old).column() != now.column()) {
            problems.add(
                    place + "/of",
                    "type_change_not_allowed",
                    "A rollup keeps the type of its values; make a new field instead");
        }
    }

    private boolean sameTarget(LinkType was, LinkType is) {
        ObjectDefinition oldTarget = before.object(was.target());
        ObjectDefinition newTarget = after.object(is.target());
        return oldTarget == null || newTarget == null || oldTarget.id() == newTarget.id();
    }

    private static @Nullable ObjectDefinition byId(TenantDefinition definition, int id) {
        for (ObjectDefinition object : definition.objects().values()) {
            if (object.id() == id) {
                return object;
            }
        }
        return null;
    }

    private void unknownField(ObjectDefinition object, String place, String name) {
        String nearest =
                Suggestions.nearest(
                        name, object.fields().stream().map(FieldDefinition::name).toList());
        problems.add(
                place,
                "unknown_field",
                "There is no field \""
                        + name
                        + "\""
                        + (nearest == null ? "" : "; did you mean \"" + nearest + "\"?"));
    }
}
