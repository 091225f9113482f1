package dev.armature.metadata.expression;

import static dev.armature.metadata.expression.ValueType.Scalar.BOOLEAN;
import static dev.armature.metadata.expression.ValueType.Scalar.NULL;
import static dev.armature.metadata.expression.ValueType.Scalar.NUMBER;
import static dev.armature.metadata.expression.ValueType.Scalar.TEXT;

import dev.armature.metadata.expression.Expression.Literal;
import dev.armature.metadata.expression.Expression.Logical;
import dev.armature.metadata.expression.Expression.Negation;
import dev.armature.metadata.expression.Expression.Not;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Checks one parsed expression against a scope and builds its typed tree. Serves one expression;
 * the first thing wrong ends the check with its place.
 */
final class Checker {

    private static final Map<String, ComparisonOperator> COMPARISONS =
            Map.of(
                    "_==_", ComparisonOperator.EQUAL,
                    "_!=_", ComparisonOperator.NOT_EQUAL,
                    "_<_", ComparisonOperator.LESS,
                    "_<=_", ComparisonOperator.LESS_OR_EQUAL,
                    "_>_", ComparisonOperator.GREATER,
                    "_>=_", ComparisonOperator.GREATER_OR_EQUAL);

    private static final Map<String, ArithmeticOperator> ARITHMETIC =
            Map.of(
                    "_+_", ArithmeticOperator.ADD,
                    "_-_", ArithmeticOperator.SUBTRACT,
                    "_*_", ArithmeticOperator.MULTIPLY,
                    "_/_", ArithmeticOperator.DIVIDE,
                    "_%_", ArithmeticOperator.REMAINDER);

    private final ExpressionText text;
    private final Names names;
    private final Typing typing;
    private final Operators operators;
    private final Calls calls;
    private Map<Long, Integer> positions = Map.of();
    private int depth;

    Checker(String text, Scope scope) {
        this.text = new ExpressionText(text);
        this.names = new Names(this.text, scope);
        this.typing = new Typing(this.text);
        this.operators = new Operators(typing);
        this.calls = new Calls(this.text, typing, operators);
    }

    CheckedExpression check(CelAbstractSyntaxTree tree, @Nullable ValueType expected) {
        positions = tree.getSource().getPositionsMap();
        Placed root = build(tree.getExpr());
        Expression checked = expected == null ? root.expression() : typing.as(expected, root);
        return new CheckedExpression(text.value(), checked, names.uses());
    }

    private Placed build(CelExpr expr) {
        int offset = positions.getOrDefault(expr.id(), 0);
        if (++depth > Expressions.MAX_DEPTH) {
            throw text.refuse(
                    offset,
                    "expression_too_deep",
                    "the expression nests deeper than " + Expressions.MAX_DEPTH);
        }
        try {
            return switch (expr.exprKind().getKind()) {
                case CONSTANT -> new Placed(literal(offset, expr.constant()), offset);
                case IDENT -> new Placed(names.field(offset, expr.ident().name()), offset);
                case SELECT -> new Placed(select(offset, expr.select()), offset);
                case CALL -> new Placed(call(offset, expr.call()), offset);
                case LIST -> operators.list(offset, all(expr.list().elements()));
                case MAP, STRUCT, COMPREHENSION, NOT_SET ->
                        throw text.refuse(
                                offset,
                                "expression_syntax",
                                "this form is not part of the language");
            };
        } finally {
            depth--;
        }
    }

    private List<Placed> all(List<CelExpr> parts) {
        return parts.stream().map(this::build).toList();
    }

    private Literal literal(int offset, CelConstant constant) {
        return switch (constant.getKind()) {
            case NULL_VALUE -> new Literal(null, NULL);
            case BOOLEAN_VALUE -> new Literal(constant.booleanValue(), BOOLEAN);
            case INT64_VALUE -> new Literal(Numbers.of(constant.int64Value()), NUMBER);
            case DOUBLE_VALUE -> decimal(offset, constant.doubleValue());
            case STRING_VALUE -> textLiteral(offset, constant.stringValue());
            default ->
                    throw text.refuse(
                            offset,
                            "expression_syntax",
                            "write numbers as 1 or 1.5 and texts in quotes");
        };
    }

    // The parser has made a binary float of it; the digits that were written are still in the text.
    // The sign stands before the offset it gives.
    private Literal decimal(int offset, double rough) {
        BigDecimal digits = text.numberAt(offset);
        BigDecimal number =
                digits == null || Math.copySign(1, rough) > 0 ? digits : digits.abs().negate();
        if (number == null || !Numbers.isStorable(number)) {
            throw text.refuse(
                    offset,
                    "expression_out_of_range",
                    "a number has at most %d digits before and %d after the point"
                            .formatted(Numbers.MAX_INTEGER_DIGITS, Numbers.MAX_SCALE));
        }
        return new Literal(number, NUMBER);
    }

    private Literal textLiteral(int offset, String value) {
        if (value.indexOf('\0') >= 0) {
            throw text.refuse(
                    offset, "expression_syntax", "a text cannot hold the character U+0000");
        }
        return new Literal(value, TEXT);
    }

    private Expression select(int offset, CelExpr.CelSelect select) {
        CelExpr operand = select.operand();
        if (isAttributesOfUser(operand)) {
            return names.attribute(offset, select.field());
        }
        if (operand.exprKind().getKind() == CelExpr.ExprKind.Kind.IDENT
                && (Names.isNamespace(operand.ident().name())
                        || names.isElement(operand.ident().name()))) {
            return names.qualified(offset, operand.ident().name(), select.field());
        }
        return names.select(offset, build(operand).expression(), select.field());
    }

    private static boolean isAttributesOfUser(CelExpr operand) {
        return operand.exprKind().getKind() == CelExpr.ExprKind.Kind.SELECT
                && operand.select().operand().exprKind().getKind() == CelExpr.ExprKind.Kind.IDENT
                && Environment.Attribute.PREFIX.equals(
                        operand.select().operand().ident().name() + "." + operand.select().field());
    }

    private Expression call(int offset, CelExpr.CelCall call) {
        List<CelExpr> written = new ArrayList<>();
        call.target().ifPresent(written::add);
        written.addAll(call.args());
        String name = call.function();
        Aggregation aggregation = names.aggregation(name);
        if (aggregation != null) {
            return aggregate(offset, aggregation, written);
        }
        if (name.equals("exists")) {
            return exists(offset, written);
        }
        boolean operator = !Character.isLetter(name.charAt(0));
        if (!operator) {
            calls.requireKnown(offset, name);
        }
        List<Placed> parts = all(written);
        return operator ? operator(offset, name, parts) : calls.call(offset, name, parts);
    }

    /**
     * A figure over the records that reference this one: {@code sum(line.deal, price, !cancelled)}.
     */
    private Expression aggregate(int offset, Aggregation aggregation, List<CelExpr> parts) {
        boolean counts = aggregation == Aggregation.COUNT;
        int given = parts.size() - (counts ? 1 : 2);
        Scope.Children children = given == 0 || given == 1 ? children(parts.getFirst()) : null;
        if (children == null) {
            throw text.refuse(
                    offset,
                    "expression_type",
                    "write %1$s(object.reference%2$s) or %1$s(object.reference%2$s, condition), with a reference that leads here"
                            .formatted(aggregation.spelling(), counts ? "" : ", value"));
        }
        return names.within(
                children.scope(),
                () -> {
                    Expression argument =
                            counts ? null : argument(aggregation, build(parts.get(1)));
                    return new Expression.Aggregate(
                            aggregation,
                            children.reference(),
                            argument,
                            given == 0 ? null : typing.as(BOOLEAN, build(parts.getLast())),
                            argument != null && aggregation.keepsType() ? argument.type() : NUMBER);
                });
    }

    /** Whether a condition is true of one of the records that a list names. */
    private Expression exists(int offset, List<CelExpr> parts) {
        if (parts.size() != 3 || parts.get(1).exprKind().getKind() != CelExpr.ExprKind.Kind.IDENT) {
            throw text.refuse(
                    offset, "expression_type", "write tags.exists(tag, tag.name == \"x\")");
        }
        Placed list = build(parts.getFirst());
        if (!(list.type() instanceof ValueType.ListOf(ValueType.Reference of))) {
            throw text.refuse(
                    list.offset(),
                    "expression_type",
                    "exists needs a list of references, not a " + list.type().label());
        }
        names.requireRoom(offset);
        String variable = parts.get(1).ident().name();
        return names.withElement(
                positions.getOrDefault(parts.get(1).id(), 0),
                variable,
                of,
                () ->
                        new Expression.Exists(
                                list.expression(),
                                of,
                                variable,
                                typing.as(BOOLEAN, build(parts.get(2)))));
    }

    private Expression argument(Aggregation aggregation, Placed argument) {
        if (!aggregation.takes(argument.type())) {
            throw text.refuse(
                    argument.offset(),
                    "expression_type",
                    "%s does not work on a %s"
                            .formatted(aggregation.spelling(), argument.type().label()));
        }
        return argument.expression();
    }

    /** The records that a path such as {@code line.deal} names. */
    private Scope.@Nullable Children children(CelExpr path) {
        if (path.exprKind().getKind() != CelExpr.ExprKind.Kind.SELECT
                || path.select().operand().exprKind().getKind() != CelExpr.ExprKind.Kind.IDENT) {
            return null;
        }
        CelExpr object = path.select().operand();
        return names.children(
                positions.getOrDefault(object.id(), 0),
                object.ident().name(),
                positions.getOrDefault(path.id(), 0),
                path.select().field());
    }

    private Expression operator(int offset, String name, List<Placed> parts) {
        ComparisonOperator comparison = COMPARISONS.get(name);
        if (comparison != null) {
            return operators.comparison(offset, comparison, parts.get(0), parts.get(1));
        }
        ArithmeticOperator arithmetic = ARITHMETIC.get(name);
        if (arithmetic != null) {
            return operators.arithmetic(offset, arithmetic, parts.get(0), parts.get(1));
        }
        return switch (name) {
            case "_&&_", "_||_" ->
                    new Logical(
                            name.equals("_&&_"),
                            typing.as(BOOLEAN, parts.get(0)),
                            typing.as(BOOLEAN, parts.get(1)));
            case "!_" -> new Not(typing.as(BOOLEAN, parts.getFirst()));
            case "-_" -> new Negation(typing.as(NUMBER, parts.getFirst()));
            case "_?_:_" -> operators.conditional(offset, parts);
            case "@in" -> operators.membership(offset, parts.get(0), parts.get(1));
            default ->
                    throw text.refuse(
                            offset, "expression_syntax", "this form is not part of the language");
        };
    }
}
