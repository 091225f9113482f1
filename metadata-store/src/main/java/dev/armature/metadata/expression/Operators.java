package dev.armature.metadata.expression;

import static dev.armature.metadata.expression.ValueType.Scalar.BOOLEAN;
import static dev.armature.metadata.expression.ValueType.Scalar.NULL;

import dev.armature.metadata.expression.Expression.Ambient;
import dev.armature.metadata.expression.Expression.Arithmetic;
import dev.armature.metadata.expression.Expression.Comparison;
import dev.armature.metadata.expression.Expression.Conditional;
import dev.armature.metadata.expression.Expression.ListLiteral;
import dev.armature.metadata.expression.Expression.Membership;
import dev.armature.metadata.expression.Expression.Path;
import dev.armature.metadata.expression.ValueType.ListOf;
import java.util.List;

/** Checks what stands between operators. */
final class Operators {

    private final Typing typing;

    Operators(Typing typing) {
        this.typing = typing;
    }

    Expression comparison(int offset, ComparisonOperator operator, Placed left, Placed right) {
        Placed second = typing.adapt(right, left.expression());
        Placed first = typing.adapt(left, second.expression());
        boolean equality =
                operator == ComparisonOperator.EQUAL || operator == ComparisonOperator.NOT_EQUAL;
        if (!TypeRules.comparable(first.type(), second.type(), equality)) {
            throw typing.wrongType(
                    offset,
                    "a %s cannot be compared with a %s by %s"
                            .formatted(
                                    first.type().label(),
                                    second.type().label(),
                                    operator.symbol()));
        }
        return new Comparison(operator, first.expression(), second.expression());
    }

    Expression arithmetic(int offset, ArithmeticOperator operator, Placed left, Placed right) {
        ValueType type = TypeRules.arithmetic(operator, left.type(), right.type());
        if (type == null) {
            throw typing.wrongType(
                    offset,
                    "%s does not work on a %s and a %s"
                            .formatted(
                                    operator.symbol(), left.type().label(), right.type().label()));
        }
        return new Arithmetic(operator, left.expression(), right.expression(), type);
    }

    Expression conditional(int offset, List<Placed> parts) {
        Expression condition = typing.as(BOOLEAN, parts.getFirst());
        Placed then = parts.get(1);
        Placed otherwise = parts.get(2);
        ValueType type = typing.common(offset, List.of(then, otherwise));
        return new Conditional(condition, then.expression(), otherwise.expression(), type);
    }

    Expression membership(int offset, Placed elementOrText, Placed listOrTexts) {
        Placed element = elementOrText;
        Placed list = listOrTexts;
        if (list.expression() instanceof ListLiteral) {
            list = adaptElements(list, element.expression());
        } else if (list.expression() instanceof Path path
                && list.type() instanceof ListOf(ValueType listed)) {
            element = typing.adapt(element, listed, path.path().getLast().options());
        } else if (list.expression() instanceof Ambient
                && list.type() instanceof ListOf(ValueType listed)) {
            element = typing.adapt(element, listed, null);
        }
        if (!(list.type() instanceof ListOf of)) {
            throw typing.wrongType(
                    list.offset(), "\"in\" needs a list after it, not a " + list.type().label());
        }
        if (element.type() != NULL
                && of.element() != NULL
                && !of.element().equals(element.type())) {
            throw typing.wrongType(
                    offset, "a %s cannot be in a %s".formatted(element.type().label(), of.label()));
        }
        return new Membership(element.expression(), list.expression());
    }

    private Placed adaptElements(Placed list, Expression element) {
        List<Placed> adapted =
                list.elements().stream().map(other -> typing.adapt(other, element)).toList();
        ListOf type = new ListOf(typing.common(list.offset(), adapted));
        return list.with(new ListLiteral(Placed.expressions(adapted), type));
    }

    Placed list(int offset, List<Placed> elements) {
        ValueType element = typing.common(offset, elements);
        if (element instanceof ListOf) {
            throw typing.wrongType(offset, "a list cannot hold lists");
        }
        ListLiteral list = new ListLiteral(Placed.expressions(elements), new ListOf(element));
        return new Placed(list, offset, elements);
    }
}
