package dev.armature.metadata.model;

import dev.armature.metadata.definition.UniqueTogether;
import dev.armature.metadata.expression.CheckedExpression;
import dev.armature.metadata.expression.Expressions;
import dev.armature.metadata.expression.ValueType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What no two live records of an object may have in common: the value of a field, or of several
 * together.
 *
 * @param number names it within its object: the number of the field, or, for a combination, a
 *     negative number by its place in the list
 * @param when which records are held to it, or null for all; it reads their own values alone
 * @param code the code given in metadata for a refusal, or null
 */
public record Uniqueness(
        int number,
        List<FieldModel> fields,
        @Nullable CheckedExpression when,
        @Nullable String code) {

    public Uniqueness {
        fields = List.copyOf(fields);
    }

    /** That of one unique field. */
    public static Uniqueness of(FieldModel field) {
        return new Uniqueness(field.id(), List.of(field), null, null);
    }

    /** All those of an object: its unique fields, then its combinations. */
    static List<Uniqueness> all(ObjectModel object) {
        List<Uniqueness> all = new ArrayList<>();
        for (FieldModel field : object.fields()) {
            if (field.definition().unique()) {
                all.add(of(field));
            }
        }
        all.addAll(together(object));
        return List.copyOf(all);
    }

    /** The combinations that an object keeps unique, in the order of its definition. */
    public static List<Uniqueness> together(ObjectModel object) {
        List<UniqueTogether> definitions = object.definition().options().uniqueTogether();
        List<Uniqueness> together = new ArrayList<>();
        for (int i = 0; i < definitions.size(); i++) {
            UniqueTogether definition = definitions.get(i);
            String when = definition.when();
            together.add(
                    new Uniqueness(
                            -(i + 1),
                            definition.fields().stream().map(object::required).toList(),
                            when == null
                                    ? null
                                    : Expressions.check(
                                            when, object.scope(false), ValueType.Scalar.BOOLEAN),
                            definition.code()));
        }
        return together;
    }

    /** Whether the same records have the same keys by both, so that what is indexed stays right. */
    public boolean sameAs(Uniqueness other) {
        return number == other.number
                && keysLike(fields, other.fields)
                && whenText().equals(other.whenText())
                && whenIds().equals(other.whenIds());
    }

    /** Whether fields are the same and give their values the same keys. */
    static boolean keysLike(List<FieldModel> some, List<FieldModel> others) {
        boolean like = some.size() == others.size();
        for (int i = 0; like && i < some.size(); i++) {
            FieldModel field = some.get(i);
            FieldModel other = others.get(i);
            like = field.id() == other.id() && field.type().keysLike(other.type());
        }
        return like;
    }

    private String whenText() {
        return when == null ? "" : when.text();
    }

    /** A name in the text may be that of another field by now. */
    private List<Integer> whenIds() {
        return when == null
                ? List.of()
                : when.uses().stream().map(use -> use.property().fieldId()).toList();
    }
}
