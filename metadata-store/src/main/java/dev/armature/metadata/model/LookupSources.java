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
import dev.armature.metadata.problem.Problem;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Finds the types that lookups have from the fields they show. Works on definitions, because a
 * model has to know the types of all fields before it can check an expression.
 */
public final class LookupSources {

    private final TenantDefinition tenant;
    private final Set<String> path = new LinkedHashSet<>();
    private int walked;

    private LookupSources(TenantDefinition tenant) {
        this.tenant = tenant;
    }

    /**
     * The type of a field; a lookup's knows what it shows.
     *
     * @throws ExpressionException when a lookup leads nowhere, too far, or back to itself; its
     *     place is an attribute of the field
     */
    public static FieldType resolved(
            TenantDefinition tenant, ObjectDefinition object, FieldDefinition field) {
        return field.type() instanceof LookupType lookup
                ? lookup.of(new LookupSources(tenant).source(object, field))
                : field.type();
    }

    private FieldType source(ObjectDefinition owner, FieldDefinition field) {
        if (!(field.type() instanceof LookupType lookup)) {
            return field.type();
        }
        String name = owner.name() + "." + field.name();
        if (!path.add(name)) {
            throw refused(
                    "field",
                    "formula_cycle",
                    "The lookups lead back to themselves: "
                            + String.join(" → ", path)
                            + " → "
                            + name);
        }
        ObjectDefinition at = owner;
        for (String reference : lookup.reference().split("\\.", -1)) {
            at = target(at, reference);
        }
        FieldType source = type(at, lookup.field(), "field");
        path.remove(name);
        return source;
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
        ObjectDefinition target = tenant.object(type.target());
        if (target == null) {
            throw refused(
                    "reference", "unknown_object", "There is no object \"" + type.target() + "\"");
        }
        return target;
    }

    private FieldType type(ObjectDefinition owner, String name, String attribute) {
        FieldDefinition field = owner.field(name);
        if (field != null) {
            return source(owner, field);
        }
        SystemField system = SystemField.named(name);
        if (system != null) {
            return system.fieldType(owner.name());
        }
        String nearest =
                Suggestions.nearest(
                        name, owner.fields().stream().map(FieldDefinition::name).toList());
        throw refused(
                attribute,
                "unknown_field",
                "\""
                        + owner.name()
                        + "\" has no field \""
                        + name
                        + "\""
                        + (nearest == null ? "" : "; did you mean \"" + nearest + "\"?"));
    }

    private static ExpressionException refused(String attribute, String code, String message) {
        return new ExpressionException(new Problem("/" + attribute, code, message));
    }
}
