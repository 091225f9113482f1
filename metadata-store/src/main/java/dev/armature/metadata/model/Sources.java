package dev.armature.metadata.model;

import dev.armature.metadata.definition.FieldDefinition;
import dev.armature.metadata.definition.ObjectDefinition;
import dev.armature.metadata.definition.TenantDefinition;
import dev.armature.metadata.expression.ExpressionException;
import dev.armature.metadata.expression.Expressions;
import dev.armature.metadata.expression.Suggestions;
import dev.armature.metadata.field.FieldType;
import dev.armature.metadata.field.LookupType;
import dev.armature.metadata.field.ReferenceType;
import dev.armature.metadata.field.RollupType;
import dev.armature.metadata.problem.Problem;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the types that lookups and rollups have from other fields. Works on definitions, because a
 * model has to know the types of all fields before it can check an expression.
 */
public final class Sources {

    private final TenantDefinition tenant;
    private final Set<String> path = new LinkedHashSet<>();
    private int walked;

    private Sources(TenantDefinition tenant) {
        this.tenant = tenant;
    }

    /**
     * The type of a field, which knows what it has from others.
     *
     * @throws ExpressionException when that leads nowhere, too far, or back to itself; its place is
     *     an attribute of the field
     */
    public static FieldType resolved(
            TenantDefinition tenant, ObjectDefinition object, FieldDefinition field) {
        Sources sources = new Sources(tenant);
        return field.type() instanceof LookupType lookup
                ? lookup.of(sources.known(object, field))
                : sources.known(object, field);
    }

    /** The type of a field's values: of a lookup, that of the field it shows. */
    private FieldType known(ObjectDefinition owner, FieldDefinition field) {
        if (!(field.type() instanceof LookupType) && !(field.type() instanceof RollupType)) {
            return field.type();
        }
        String name = owner.name() + "." + field.name();
        if (!path.add(name)) {
            throw refused(
                    field.type() instanceof LookupType ? "field" : "of",
                    "formula_cycle",
                    "The fields lead back to themselves: "
                            + String.join(" → ", path)
                            + " → "
                            + name);
        }
        FieldType known =
                switch (field.type()) {
                    case LookupType lookup -> shown(owner, lookup);
                    case RollupType rollup -> rolledUp(owner, rollup);
                    default -> field.type();
                };
        path.remove(name);
        return known;
    }

    private FieldType shown(ObjectDefinition owner, LookupType lookup) {
        ObjectDefinition at = owner;
        for (String reference : lookup.reference().split("\\.", -1)) {
            at = target(at, reference);
        }
        return type(at, lookup.field(), "field");
    }

    private ObjectDefinition target(ObjectDefinition owner, String reference) {
        if (++walked > Expressions.MAX_REFERENCES) {
            throw refused(
                    "reference",
                    "expression_too_deep",
                    "A lookup walks at most "
                            + Expressions.MAX_REFERENCES
                            + " references, with the lookups it uses written out");
        }
        if (!(type(owner, reference, "reference") instanceof ReferenceType type)) {
            throw refused(
                    "reference",
                    "wrong_type",
                    "\"" + reference + "\" of \"" + owner.name() + "\" is no reference");
        }
        return object(type.target(), "reference");
    }

    private RollupType rolledUp(ObjectDefinition owner, RollupType rollup) {
        ObjectDefinition children = object(rollup.object(), "source");
        FieldType reference = type(children, rollup.reference(), "source");
        if (!(reference instanceof ReferenceType type) || !type.target().equals(owner.name())) {
            throw refused(
                    "source",
                    "wrong_type",
                    "\""
                            + rollup.source()
                            + "\" is no reference to \""
                            + owner.name()
                            + "\"; write it as object.reference");
        }
        String of = rollup.of();
        if (of == null || !rollup.function().keepsType()) {
            return rollup.ofNumbers();
        }
        FieldDefinition source = children.field(of.strip());
        if (source != null) {
            return rollup.of(known(children, source));
        }
        SystemField system = SystemField.named(of.strip());
        return system == null ? rollup.ofNumbers() : rollup.of(system.fieldType(children.name()));
    }

    private ObjectDefinition object(String name, String attribute) {
        ObjectDefinition object = tenant.object(name);
        if (object == null) {
            throw refused(
                    attribute,
                    "unknown_object",
                    "There is no object \""
                            + name
                            + "\""
                            + suggestion(name, tenant.objects().keySet()));
        }
        return object;
    }

    private FieldType type(ObjectDefinition owner, String name, String attribute) {
        FieldDefinition field = owner.field(name);
        if (field != null) {
            return known(owner, field);
        }
        SystemField system = SystemField.named(name);
        if (system != null) {
            return system.fieldType(owner.name());
        }
        throw refused(
                attribute,
                "unknown_field",
                "\""
                        + owner.name()
                        + "\" has no field \""
                        + name
                        + "\""
                        + suggestion(
                                name, owner.fields().stream().map(FieldDefinition::name).toList()));
    }

    private static String suggestion(String name, Collection<String> names) {
        @Nullable String nearest = Suggestions.nearest(name, names);
        return nearest == null ? "" : "; did you mean \"" + nearest + "\"?";
    }

    private static ExpressionException refused(String attribute, String code, String message) {
        return new ExpressionException(new Problem("/" + attribute, code, message));
    }
}
