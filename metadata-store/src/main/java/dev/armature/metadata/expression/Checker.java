package dev.armature.metadata.expression;

import static dev.armature.metadata.expression.ValueType.Scalar.BOOLEAN;
import static dev.armature.metadata.expression.ValueType.Scalar.DATE;
import static dev.armature.metadata.expression.ValueType.Scalar.DATE_TIME;
import static dev.armature.metadata.expression.ValueType.Scalar.NULL;
import static dev.armature.metadata.expression.ValueType.Scalar.NUMBER;
import static dev.armature.metadata.expression.ValueType.Scalar.TEXT;
import static dev.armature.metadata.expression.ValueType.Scalar.TIME;

import dev.armature.metadata.expression.Expression.Ambient;
import dev.armature.metadata.expression.Expression.Arithmetic;
import dev.armature.metadata.expression.Expression.Call;
import dev.armature.metadata.expression.Expression.Comparison;
import dev.armature.metadata.expression.Expression.Conditional;
import dev.armature.metadata.expression.Expression.Element;
import dev.armature.metadata.expression.Expression.Exists;
import dev.armature.metadata.expression.Expression.ListLiteral;
import dev.armature.metadata.expression.Expression.Literal;
import dev.armature.metadata.expression.Expression.Logical;
import dev.armature.metadata.expression.Expression.Membership;
import dev.armature.metadata.expression.Expression.Negation;
import dev.armature.metadata.expression.Expression.Not;
import dev.armature.metadata.expression.Expression.Part;
import dev.armature.metadata.expression.Expression.Path;
import dev.armature.metadata.expression.Expression.Read;
import dev.armature.metadata.expression.ValueType.ListOf;
import dev.armature.metadata.expression.ValueType.Reference;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Checks one parsed expression against a scope and builds its typed tree. Serves one expression;
 * the first thing wrong ends the check with its place.
 */
final class Checker {

    /** How deep {@code exists} may stand inside {@code exists}. */
    static final int MAX_EXISTS = 2;

    private static final List<String> ROOTS = List.of("user", "tenant", "old");

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

    private static final Map<String, ValueType> MOMENTS =
            Map.of("date", DATE, "time", TIME, "timestamp", DATE_TIME);

    private final ExpressionText text;
    private Scope scope;
    private final List<CheckedExpression.Use> uses = new ArrayList<>();
    private Map<Long, Integer> positions = Map.of();
    private final Map<String, Reference> variables = new HashMap<>();
    private int depth;

    Checker(String text, Scope scope) {
        this.text = new ExpressionText(text);
        this.scope = scope;
    }

    CheckedExpression check(CelAbstractSyntaxTree tree, @Nullable ValueType expected) {
        positions = tree.getSource().getPositionsMap();
        Expression root = build(tree.getExpr());
        if (expected != null) {
            root = as(expected, root, tree.getExpr());
        }
        uses.sort(Comparator.comparingInt(CheckedExpression.Use::offset));
        return new CheckedExpression(text.value(), root, uses);
    }

    private Expression build(CelExpr expr) {
        if (++depth > Expressions.MAX_DEPTH) {
            throw refuse(
                    expr,
                    "expression_too_deep",
                    "the expression nests deeper than " + Expressions.MAX_DEPTH);
        }
        try {
            return switch (expr.exprKind().getKind()) {
                case CONSTANT -> literal(expr, expr.constant());
                case IDENT -> ident(expr, expr.ident().name());
                case SELECT -> select(expr, expr.select());
                case CALL -> call(expr, expr.call());
                case LIST -> list(expr, expr.list().elements());
                case MAP, STRUCT, COMPREHENSION, NOT_SET ->
                        throw refuse(
                                expr, "expression_syntax", "this form is not part of the language");
            };
        } finally {
            depth--;
        }
    }

    private Literal literal(CelExpr expr, CelConstant constant) {
        return switch (constant.getKind()) {
            case NULL_VALUE -> new Literal(null, NULL);
            case BOOLEAN_VALUE -> new Literal(constant.booleanValue(), BOOLEAN);
            case INT64_VALUE -> new Literal(Numbers.of(constant.int64Value()), NUMBER);
            case DOUBLE_VALUE -> decimal(expr, constant.doubleValue());
            case STRING_VALUE -> textLiteral(expr, constant.stringValue());
            default ->
                    throw refuse(
                            expr,
                            "expression_syntax",
                            "write numbers as 1 or 1.5 and texts in quotes");
        };
    }

    // The parser has made a binary float of it; the digits that were written are still in the text.
    // The sign
    // stands before the offset it gives.
    private Literal decimal(CelExpr expr, double rough) {
        BigDecimal digits = text.numberAt(offset(expr));
        BigDecimal number =
                digits == null || Math.copySign(1, rough) > 0 ? digits : digits.abs().negate();
        if (number == null || !Numbers.isStorable(number)) {
            throw refuse(
                    expr,
                    "expression_out_of_range",
                    "a number has at most %d digits before and %d after the point"
                            .formatted(Numbers.MAX_INTEGER_DIGITS, Numbers.MAX_SCALE));
        }
        return new Literal(number, NUMBER);
    }

    private Literal textLiteral(CelExpr expr, String value) {
        if (value.indexOf('\0') >= 0) {
            throw refuse(expr, "expression_syntax", "a text cannot hold the character U+0000");
        }
        return new Literal(value, TEXT);
    }

    private Expression ident(CelExpr expr, String name) {
        Reference element = variables.get(name);
        if (element != null) {
            return new Element(name, List.of(member(expr, element.objectId(), "id")));
        }
        Property property = scope.property(scope.objectId(), name);
        if (property == null) {
            throw unknown(expr, scope.objectId(), name);
        }
        uses.add(new CheckedExpression.Use(text.utf16(offset(expr)), property));
        return new Read(false, List.of(property));
    }

    private Expression select(CelExpr expr, CelExpr.CelSelect select) {
        String name = select.field();
        CelExpr operand = select.operand();
        if (operand.exprKind().getKind() == CelExpr.ExprKind.Kind.IDENT) {
            String root = operand.ident().name();
            if (root.equals("user") || root.equals("tenant")) {
                return ambient(expr, root + "." + name);
            }
            if (root.equals("old")) {
                return old(expr, name);
            }
            Reference element = variables.get(root);
            if (element != null) {
                return new Element(root, List.of(member(expr, element.objectId(), name)));
            }
        }
        Expression base = build(operand);
        List<String> members = Member.names(base.type());
        if (!members.isEmpty()) {
            return part(expr, base, name, members);
        }
        if (!(base instanceof Path path) || !(base.type() instanceof Reference reference)) {
            throw refuse(
                    expr,
                    "expression_type",
                    "." + name + " needs a reference before it, not a " + base.type().label());
        }
        if (path.path().size() > Expressions.MAX_REFERENCES) {
            throw refuse(
                    expr,
                    "expression_too_deep",
                    "a path walks at most " + Expressions.MAX_REFERENCES + " references");
        }
        return path.then(member(expr, reference.objectId(), name));
    }

    private Expression part(CelExpr expr, Expression whole, String name, List<String> members) {
        Member member = Member.named(whole.type(), name);
        if (member == null) {
            throw refuse(
                    expr,
                    "unknown_field",
                    "a %s has %s, and no \"%s\""
                            .formatted(whole.type().label(), String.join(", ", members), name));
        }
        return new Part(whole, member);
    }

    private Expression old(CelExpr expr, String name) {
        if (!scope.hasOld()) {
            throw refuse(
                    expr, "unknown_field", "\"old\" is known only where a change is looked at");
        }
        return new Read(true, List.of(member(expr, scope.objectId(), name)));
    }

    private Property member(CelExpr expr, int objectId, String name) {
        Property property = scope.property(objectId, name);
        if (property == null) {
            throw unknown(expr, objectId, name);
        }
        uses.add(new CheckedExpression.Use(text.memberOffset(offset(expr), name), property));
        return property;
    }

    private Expression ambient(CelExpr expr, String spelling) {
        for (Environment.Name name : Environment.Name.values()) {
            if (name.spelling().equals(spelling)) {
                return new Ambient(name);
            }
        }
        throw refuse(expr, "unknown_field", "\"" + spelling + "\" is not known");
    }

    private Expression call(CelExpr expr, CelExpr.CelCall call) {
        List<CelExpr> parts = new ArrayList<>();
        call.target().ifPresent(parts::add);
        parts.addAll(call.args());
        String name = call.function();
        ComparisonOperator comparison = COMPARISONS.get(name);
        if (comparison != null) {
            return comparison(expr, comparison, parts.get(0), parts.get(1));
        }
        ArithmeticOperator arithmetic = ARITHMETIC.get(name);
        if (arithmetic != null) {
            return arithmetic(expr, arithmetic, build(parts.get(0)), build(parts.get(1)));
        }
        return switch (name) {
            case "_&&_" -> new Logical(true, as(BOOLEAN, parts.get(0)), as(BOOLEAN, parts.get(1)));
            case "_||_" -> new Logical(false, as(BOOLEAN, parts.get(0)), as(BOOLEAN, parts.get(1)));
            case "!_" -> new Not(as(BOOLEAN, parts.getFirst()));
            case "-_" -> new Negation(as(NUMBER, parts.getFirst()));
            case "_?_:_" -> conditional(expr, parts);
            case "@in" -> membership(expr, parts.get(0), parts.get(1));
            case "exists" -> exists(expr, parts);
            case "date", "time", "timestamp" -> moment(expr, name, parts);
            case "now" -> nullary(expr, parts, Environment.Name.NOW);
            case "today" -> nullary(expr, parts, Environment.Name.TODAY);
            default -> function(expr, name, parts);
        };
    }

    private Expression comparison(
            CelExpr expr, ComparisonOperator operator, CelExpr leftExpr, CelExpr rightExpr) {
        Expression left = build(leftExpr);
        Expression right = build(rightExpr);
        right = adapt(right, left, rightExpr);
        left = adapt(left, right, leftExpr);
        boolean equality =
                operator == ComparisonOperator.EQUAL || operator == ComparisonOperator.NOT_EQUAL;
        if (!TypeRules.comparable(left.type(), right.type(), equality)) {
            throw refuse(
                    expr,
                    "expression_type",
                    "a %s cannot be compared with a %s by %s"
                            .formatted(
                                    left.type().label(), right.type().label(), operator.symbol()));
        }
        return new Comparison(operator, left, right);
    }

    private Expression arithmetic(
            CelExpr expr, ArithmeticOperator operator, Expression left, Expression right) {
        ValueType type = TypeRules.arithmetic(operator, left.type(), right.type());
        if (type == null) {
            throw refuse(
                    expr,
                    "expression_type",
                    "%s does not work on a %s and a %s"
                            .formatted(
                                    operator.symbol(), left.type().label(), right.type().label()));
        }
        return new Arithmetic(operator, left, right, type);
    }

    private Expression conditional(CelExpr expr, List<CelExpr> parts) {
        Expression condition = as(BOOLEAN, parts.getFirst());
        Expression then = build(parts.get(1));
        Expression otherwise = build(parts.get(2));
        ValueType type = common(expr, List.of(then, otherwise));
        return new Conditional(condition, then, otherwise, type);
    }

    private Expression membership(CelExpr expr, CelExpr elementExpr, CelExpr listExpr) {
        Expression element = build(elementExpr);
        Expression list = build(listExpr);
        return membership(expr, elementExpr, element, listExpr, list);
    }

    private Expression membership(
            CelExpr expr,
            CelExpr elementExpr,
            Expression elementOrText,
            CelExpr listExpr,
            Expression listOrTexts) {
        Expression list = listOrTexts;
        Expression element = elementOrText;
        if (list instanceof ListLiteral literal) {
            list = adaptElements(literal, element, listExpr);
        } else if (list instanceof Path path && list.type() instanceof ListOf(ValueType listed)) {
            element = adaptLiteral(element, listed, path.path().getLast().options(), elementExpr);
        }
        if (!(list.type() instanceof ListOf of)) {
            throw refuse(
                    listExpr,
                    "expression_type",
                    "\"in\" needs a list after it, not a " + list.type().label());
        }
        if (element.type() != NULL
                && of.element() != NULL
                && !of.element().equals(element.type())) {
            throw refuse(
                    expr,
                    "expression_type",
                    "a %s cannot be in a %s".formatted(element.type().label(), of.label()));
        }
        return new Membership(element, list);
    }

    private Expression exists(CelExpr expr, List<CelExpr> parts) {
        if (parts.size() != 3 || parts.get(1).exprKind().getKind() != CelExpr.ExprKind.Kind.IDENT) {
            throw refuse(expr, "expression_type", "write tags.exists(tag, tag.name == \"x\")");
        }
        Expression list = build(parts.getFirst());
        if (!(list.type() instanceof ListOf(Reference of))) {
            throw refuse(
                    parts.getFirst(),
                    "expression_type",
                    "exists needs a list of references, not a " + list.type().label());
        }
        String variable = parts.get(1).ident().name();
        if (ROOTS.contains(variable)
                || variables.containsKey(variable)
                || scope.property(scope.objectId(), variable) != null) {
            throw refuse(
                    parts.get(1),
                    "expression_type",
                    "\"" + variable + "\" has a meaning already; call the record otherwise");
        }
        if (variables.size() == MAX_EXISTS) {
            throw refuse(
                    expr,
                    "expression_too_deep",
                    "exists stands at most " + MAX_EXISTS + " deep in exists");
        }
        variables.put(variable, of);
        Expression condition = as(BOOLEAN, parts.get(2));
        variables.remove(variable);
        return new Exists(list, of, variable, condition);
    }

    private ListLiteral adaptElements(ListLiteral list, Expression element, CelExpr listExpr) {
        List<Expression> adapted = new ArrayList<>();
        for (int i = 0; i < list.elements().size(); i++) {
            adapted.add(adapt(list.elements().get(i), element, listExpr.list().elements().get(i)));
        }
        return new ListLiteral(adapted, new ListOf(common(listExpr, adapted)));
    }

    private Expression list(CelExpr expr, List<CelExpr> elements) {
        List<Expression> built = elements.stream().map(this::build).toList();
        ValueType element = common(expr, built);
        if (element instanceof ListOf) {
            throw refuse(expr, "expression_type", "a list cannot hold lists");
        }
        return new ListLiteral(built, new ListOf(element));
    }

    private Expression moment(CelExpr expr, String function, List<CelExpr> parts) {
        if (parts.size() == 1
                && build(parts.getFirst()) instanceof Literal(String written, ValueType type)
                && type == TEXT) {
            ValueType wanted = MOMENTS.get(function);
            Object value = wanted == null ? null : Literals.parse(written, wanted);
            if (wanted != null && value != null) {
                return new Literal(value, wanted);
            }
        }
        throw refuse(
                expr,
                "expression_type",
                switch (function) {
                    case "date" -> "date takes a day in quotes, as in date(\"2026-01-31\")";
                    case "time" -> "time takes a time of day in quotes, as in time(\"09:30\")";
                    default ->
                            "timestamp takes a moment in quotes, as in timestamp(\"2026-01-31T12:00:00Z\")";
                });
    }

    private Expression nullary(CelExpr expr, List<CelExpr> parts, Environment.Name name) {
        if (!parts.isEmpty()) {
            throw refuse(expr, "expression_type", name.spelling() + " takes no arguments");
        }
        return new Ambient(name);
    }

    private Expression function(CelExpr expr, String name, List<CelExpr> parts) {
        Aggregation aggregation = scope.hasChildren() ? Aggregation.named(name) : null;
        if (aggregation != null) {
            return aggregate(expr, aggregation, parts);
        }
        Function function = Function.named(name);
        if (function == null) {
            throw refuse(expr, "unknown_function", "there is no function \"" + name + "\"");
        }
        if (function == Function.COALESCE && !parts.isEmpty()) {
            List<Expression> arguments = parts.stream().map(this::build).toList();
            return new Call(function, arguments, common(expr, arguments));
        }
        int arity = function == Function.HAS ? 1 : function.parameters().size();
        if (parts.size() != arity) {
            throw refuse(expr, "expression_type", "write " + function.description());
        }
        Expression first = build(parts.getFirst());
        if (function == Function.CONTAINS && first.type() instanceof ListOf) {
            return membership(expr, parts.get(1), build(parts.get(1)), parts.get(0), first);
        }
        boolean ofAny =
                function == Function.HAS
                        || (function == Function.SIZE && first.type() instanceof ListOf);
        List<Expression> arguments = new ArrayList<>();
        arguments.add(
                ofAny ? first : as(function.parameters().getFirst(), first, parts.getFirst()));
        for (int i = 1; i < arity; i++) {
            arguments.add(as(function.parameters().get(i), parts.get(i)));
        }
        return new Call(function, arguments, function.result());
    }

    /**
     * A figure over the records that reference this one: {@code sum(line.deal, price, !cancelled)}.
     */
    private Expression aggregate(CelExpr expr, Aggregation aggregation, List<CelExpr> parts) {
        boolean counts = aggregation == Aggregation.COUNT;
        int given = parts.size() - (counts ? 1 : 2);
        Scope.Children children = given == 0 || given == 1 ? children(parts.getFirst()) : null;
        if (children == null) {
            throw refuse(
                    expr,
                    "expression_type",
                    "write %1$s(object.reference%2$s) or %1$s(object.reference%2$s, condition), with a reference that leads here"
                            .formatted(aggregation.spelling(), counts ? "" : ", value"));
        }
        Scope own = scope;
        scope = children.scope();
        try {
            Expression argument = counts ? null : build(parts.get(1));
            if (argument != null && !aggregation.takes(argument.type())) {
                throw refuse(
                        parts.get(1),
                        "expression_type",
                        "%s does not work on a %s"
                                .formatted(aggregation.spelling(), argument.type().label()));
            }
            return new Expression.Aggregate(
                    aggregation,
                    children.reference(),
                    argument,
                    given == 0 ? null : as(BOOLEAN, parts.getLast()),
                    argument != null && aggregation.keepsType() ? argument.type() : NUMBER);
        } finally {
            scope = own;
        }
    }

    /** The records that a path such as {@code line.deal} names. */
    private Scope.@Nullable Children children(CelExpr path) {
        if (path.exprKind().getKind() != CelExpr.ExprKind.Kind.SELECT
                || path.select().operand().exprKind().getKind() != CelExpr.ExprKind.Kind.IDENT) {
            return null;
        }
        CelExpr object = path.select().operand();
        String reference = path.select().field();
        Scope.Children children = scope.children(object.ident().name(), reference);
        if (children != null) {
            uses.add(new CheckedExpression.Use(text.utf16(offset(object)), children.object()));
            uses.add(
                    new CheckedExpression.Use(
                            text.memberOffset(offset(path), reference), children.reference()));
        }
        return children;
    }

    private Expression as(ValueType type, CelExpr expr) {
        return as(type, build(expr), expr);
    }

    private Expression as(ValueType type, Expression expression, CelExpr expr) {
        Expression adapted =
                expression instanceof ListLiteral list && type instanceof ListOf(Reference of)
                        ? adaptElements(list, new Literal(null, of), expr)
                        : adaptLiteral(expression, type, null, expr);
        if (adapted.type().equals(type) || adapted.type() == NULL) {
            return adapted;
        }
        throw refuse(
                expr,
                "expression_type",
                "a %s is needed here, not a %s".formatted(type.label(), adapted.type().label()));
    }

    /** The one type of several expressions, null taking any. */
    private ValueType common(CelExpr expr, List<Expression> expressions) {
        ValueType common = NULL;
        for (Expression expression : expressions) {
            if (common == NULL) {
                common = expression.type();
            } else if (expression.type() != NULL && !expression.type().equals(common)) {
                throw refuse(
                        expr,
                        "expression_type",
                        "a %s and a %s do not go together"
                                .formatted(common.label(), expression.type().label()));
            }
        }
        return common;
    }

    private Expression adapt(Expression expression, Expression other, CelExpr expr) {
        List<String> options = other instanceof Path path ? path.path().getLast().options() : null;
        return adaptLiteral(expression, other.type(), options, expr);
    }

    /** A quoted literal beside a date, a moment, a reference or a select is read as one. */
    private Expression adaptLiteral(
            Expression expression, ValueType wanted, @Nullable List<String> options, CelExpr expr) {
        if (!(expression instanceof Literal(String written, ValueType type)) || type != TEXT) {
            return expression;
        }
        if (options != null && !options.contains(written)) {
            throw refuse(
                    expr,
                    "unknown_option",
                    "\"" + written + "\" is not among " + String.join(", ", options));
        }
        Object value = Literals.parse(written, wanted);
        return value == null ? expression : new Literal(value, wanted);
    }

    private ExpressionException unknown(CelExpr expr, int objectId, String name) {
        String suggestion = Suggestions.nearest(name, scope.names(objectId));
        String hint = suggestion == null ? "" : "; did you mean \"" + suggestion + "\"?";
        return refuse(expr, "unknown_field", "there is no field \"" + name + "\"" + hint);
    }

    private ExpressionException refuse(CelExpr expr, String code, String message) {
        return new ExpressionException(text.problem(offset(expr), code, message));
    }

    private int offset(CelExpr expr) {
        return positions.getOrDefault(expr.id(), 0);
    }
}
