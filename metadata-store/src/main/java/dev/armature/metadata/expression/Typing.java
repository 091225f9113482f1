package dev.armature.metadata.expression;

import static dev.armature.metadata.expression.ValueType.Scalar.NULL;
import static dev.armature.metadata.expression.ValueType.Scalar.TEXT;

import dev.armature.metadata.expression.Expression.ListLiteral;
import dev.armature.metadata.expression.Expression.Literal;
import dev.armature.metadata.expression.Expression.Path;
import dev.armature.metadata.expression.ValueType.ListOf;
import dev.armature.metadata.expression.ValueType.Reference;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Holds parts of an expression to the types that are needed of them. */
final class Typing {

    private final ExpressionText text;

    Typing(ExpressionText text) {
        this.text = text;
    }

    /** The part as a value of a type; refused when it is of another. */
    Expression as(ValueType type, Placed part) {
        Placed adapted = adapt(part, type);
        if (adapted.type().equals(type) || adapted.type() == NULL) {
            return adapted.expression();
        }
        throw wrongType(
                part.offset(),
                "a %s is needed here, not a %s".formatted(type.label(), adapted.type().label()));
    }

    /** The one type of several parts, null taking any. */
    ValueType common(int offset, List<Placed> parts) {
        ValueType common = NULL;
        for (Placed part : parts) {
            if (common == NULL) {
                common = part.type();
            } else if (part.type() != NULL && !part.type().equals(common)) {
                throw wrongType(
                        offset,
                        "a %s and a %s do not go together"
                                .formatted(common.label(), part.type().label()));
            }
        }
        return common;
    }

    /** A quoted text beside something is read as a value of that thing's type, if it has one. */
    Placed adapt(Placed part, Expression other) {
        List<String> options = other instanceof Path path ? path.path().getLast().options() : null;
        return adapt(part, other.type(), options);
    }

    /** Quoted texts among values of another type are read as values of that. */
    List<Placed> alike(List<Placed> parts) {
        ValueType type =
                parts.stream()
                        .filter(part -> !(part.expression() instanceof Literal))
                        .map(Placed::type)
                        .findFirst()
                        .orElse(NULL);
        return parts.stream().map(part -> adapt(part, type, null)).toList();
    }

    private Placed adapt(Placed part, ValueType wanted) {
        if (!part.elements().isEmpty() && wanted instanceof ListOf(Reference of)) {
            List<Placed> adapted =
                    part.elements().stream().map(element -> adapt(element, of, null)).toList();
            return part.with(
                    new ListLiteral(
                            Placed.expressions(adapted),
                            new ListOf(common(part.offset(), adapted))));
        }
        return adapt(part, wanted, null);
    }

    /**
     * A quoted text as a value of a type, if it is one; one of the options, where there are any.
     */
    Placed adapt(Placed part, ValueType wanted, @Nullable List<String> options) {
        if (!(part.expression() instanceof Literal(String written, ValueType type))
                || type != TEXT) {
            return part;
        }
        if (options != null && !options.contains(written)) {
            throw text.refuse(
                    part.offset(),
                    "unknown_option",
                    "\"" + written + "\" is not among " + String.join(", ", options));
        }
        Object value = Literals.parse(written, wanted);
        return value == null ? part : part.with(new Literal(value, wanted));
    }

    ExpressionException wrongType(int offset, String message) {
        return text.refuse(offset, "expression_type", message);
    }
}
