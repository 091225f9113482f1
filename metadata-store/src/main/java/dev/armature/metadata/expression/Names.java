package dev.armature.metadata.expression;

import dev.armature.metadata.expression.Expression.Ambient;
import dev.armature.metadata.expression.Expression.Element;
import dev.armature.metadata.expression.Expression.Part;
import dev.armature.metadata.expression.Expression.Path;
import dev.armature.metadata.expression.Expression.Read;
import dev.armature.metadata.expression.ValueType.Reference;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Finds what the names of one expression stand for, and remembers where which field is named. */
final class Names {

    /** How deep {@code exists} may stand inside {@code exists}. */
    static final int MAX_EXISTS = 2;

    private static final String OLD = "old";
    private static final Set<String> ENVIRONMENT = Set.of("user", "tenant");

    private final ExpressionText text;
    private Scope scope;
    private final List<CheckedExpression.Use> uses = new ArrayList<>();
    private final Map<String, Reference> elements = new HashMap<>();

    Names(ExpressionText text, Scope scope) {
        this.text = text;
        this.scope = scope;
    }

    List<CheckedExpression.Use> uses() {
        return uses.stream()
                .sorted(Comparator.comparingInt(CheckedExpression.Use::offset))
                .toList();
    }

    /** Builds what stands in another scope: expressions about other records. */
    <T> T within(Scope other, Supplier<T> building) {
        Scope own = scope;
        scope = other;
        try {
            return building.get();
        } finally {
            scope = own;
        }
    }

    /** The figure over other records that a function's name stands for here, or null. */
    @Nullable Aggregation aggregation(String name) {
        return scope.hasChildren() ? Aggregation.named(name) : null;
    }

    /** The records that {@code object.reference} names; null when there are none. */
    Scope.@Nullable Children children(
            int objectOffset, String object, int pathOffset, String reference) {
        Scope.Children children = scope.children(object, reference);
        if (children != null) {
            uses.add(new CheckedExpression.Use(text.utf16(objectOffset), children.object()));
            uses.add(
                    new CheckedExpression.Use(
                            text.memberOffset(pathOffset, reference), children.reference()));
        }
        return children;
    }

    /** Builds a condition in which a name stands for a record of a list. */
    <T> T withElement(int offset, String variable, Reference of, Supplier<T> building) {
        if (isNamespace(variable)
                || elements.containsKey(variable)
                || scope.property(scope.objectId(), variable) != null) {
            throw text.refuse(
                    offset,
                    "expression_type",
                    "\"" + variable + "\" has a meaning already; call the record otherwise");
        }
        elements.put(variable, of);
        T built = building.get();
        elements.remove(variable);
        return built;
    }

    /** Refuses an {@code exists} that stands too deep. */
    void requireRoom(int offset) {
        if (elements.size() == MAX_EXISTS) {
            throw text.refuse(
                    offset,
                    "expression_too_deep",
                    "exists stands at most " + MAX_EXISTS + " deep in exists");
        }
    }

    /** Whether a name stands for a record of a list here. */
    boolean isElement(String name) {
        return elements.containsKey(name);
    }

    private Expression element(int offset, String variable, String name) {
        Reference of = Objects.requireNonNull(elements.get(variable));
        return new Element(variable, List.of(member(offset, of.objectId(), name)));
    }

    /** A field of the record. */
    Expression field(int offset, String name) {
        if (isElement(name)) {
            return element(offset, name, "id");
        }
        Property property = scope.property(scope.objectId(), name);
        if (property == null) {
            throw unknown(offset, scope.objectId(), name);
        }
        uses.add(new CheckedExpression.Use(text.utf16(offset), property));
        return new Read(false, List.of(property));
    }

    /** Whether what is written before a dot is no field but the name of a namespace. */
    static boolean isNamespace(String root) {
        return root.equals(OLD) || ENVIRONMENT.contains(root);
    }

    /** {@code old.amount}, {@code user.id}. */
    Expression qualified(int offset, String namespace, String name) {
        if (isElement(namespace)) {
            return element(offset, namespace, name);
        }
        if (!namespace.equals(OLD)) {
            return ambient(offset, namespace + "." + name);
        }
        if (!scope.hasOld()) {
            throw text.refuse(
                    offset, "unknown_field", "\"old\" is known only where a change is looked at");
        }
        return new Read(true, List.of(member(offset, scope.objectId(), name)));
    }

    /** {@code user.attributes.regions}: what is in the list is known of each user alone. */
    Expression attribute(int offset, String name) {
        if (!Standing.isAttribute(name)) {
            throw text.refuse(
                    offset,
                    "unknown_field",
                    "an attribute of a user has a name such as regions, and not \"" + name + "\"");
        }
        return new Ambient(new Environment.Attribute(name));
    }

    private Expression ambient(int offset, String spelling) {
        if (spelling.equals(Environment.Attribute.PREFIX)) {
            throw text.refuse(
                    offset,
                    "unknown_field",
                    "say which attribute of the user, such as user.attributes.regions");
        }
        for (Environment.Name name : Environment.Name.values()) {
            if (name.spelling().equals(spelling)) {
                return new Ambient(name);
            }
        }
        throw text.refuse(offset, "unknown_field", "\"" + spelling + "\" is not known");
    }

    /** A part of a value, or a field of the record that a path leads to. */
    Expression select(int offset, Expression base, String name) {
        List<String> members = Member.names(base.type());
        if (!members.isEmpty()) {
            return part(offset, base, name, members);
        }
        if (!(base instanceof Path path) || !(base.type() instanceof Reference reference)) {
            throw text.refuse(
                    offset,
                    "expression_type",
                    "." + name + " needs a reference before it, not a " + base.type().label());
        }
        if (path.path().size() > Expressions.MAX_REFERENCES) {
            throw text.refuse(
                    offset,
                    "expression_too_deep",
                    "a path walks at most " + Expressions.MAX_REFERENCES + " references");
        }
        return path.then(member(offset, reference.objectId(), name));
    }

    private Expression part(int offset, Expression whole, String name, List<String> members) {
        Member member = Member.named(whole.type(), name);
        if (member == null) {
            throw text.refuse(
                    offset,
                    "unknown_field",
                    "a %s has %s, and no \"%s\""
                            .formatted(whole.type().label(), String.join(", ", members), name));
        }
        return new Part(whole, member);
    }

    private Property member(int offset, int objectId, String name) {
        Property property = scope.property(objectId, name);
        if (property == null) {
            throw unknown(offset, objectId, name);
        }
        uses.add(new CheckedExpression.Use(text.memberOffset(offset, name), property));
        return property;
    }

    private ExpressionException unknown(int offset, int objectId, String name) {
        String suggestion = Suggestions.nearest(name, scope.names(objectId));
        String hint = suggestion == null ? "" : "; did you mean \"" + suggestion + "\"?";
        return text.refuse(offset, "unknown_field", "there is no field \"" + name + "\"" + hint);
    }
}
