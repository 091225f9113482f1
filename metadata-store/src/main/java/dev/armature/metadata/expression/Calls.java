package dev.armature.metadata.expression;

import static dev.armature.metadata.expression.ValueType.Scalar.DATE;
import static dev.armature.metadata.expression.ValueType.Scalar.DATE_TIME;
import static dev.armature.metadata.expression.ValueType.Scalar.TEXT;
import static dev.armature.metadata.expression.ValueType.Scalar.TIME;

import dev.armature.metadata.expression.Expression.Ambient;
import dev.armature.metadata.expression.Expression.Call;
import dev.armature.metadata.expression.Expression.Literal;
import dev.armature.metadata.expression.ValueType.ListOf;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Checks calls: of functions, and of the few names that look like one. */
final class Calls {

    /** Written like functions of a quoted text, and literals. */
    private static final Map<String, ValueType> MOMENTS =
            Map.of("date", DATE, "time", TIME, "timestamp", DATE_TIME);

    /** Written like functions of nothing, and values of the request. */
    private static final Map<String, Environment.Name> REQUEST =
            Map.of("now", Environment.Name.NOW, "today", Environment.Name.TODAY);

    private final ExpressionText text;
    private final Typing typing;
    private final Operators operators;

    Calls(ExpressionText text, Typing typing, Operators operators) {
        this.text = text;
        this.typing = typing;
        this.operators = operators;
    }

    /** Refuses a name that nothing has, before its arguments are looked at. */
    void requireKnown(int offset, String name) {
        if (!MOMENTS.containsKey(name)
                && !REQUEST.containsKey(name)
                && Function.named(name) == null) {
            throw text.refuse(offset, "unknown_function", "there is no function \"" + name + "\"");
        }
    }

    Expression call(int offset, String name, List<Placed> parts) {
        ValueType moment = MOMENTS.get(name);
        if (moment != null) {
            return moment(offset, name, moment, parts);
        }
        Environment.Name request = REQUEST.get(name);
        if (request != null) {
            return nullary(offset, parts, request);
        }
        return function(offset, Function.named(name), parts);
    }

    private Expression moment(int offset, String name, ValueType wanted, List<Placed> parts) {
        if (parts.size() == 1
                && parts.getFirst().expression() instanceof Literal(String written, ValueType type)
                && type == TEXT) {
            Object value = Literals.parse(written, wanted);
            if (value != null) {
                return new Literal(value, wanted);
            }
        }
        throw typing.wrongType(
                offset,
                switch (name) {
                    case "date" -> "date takes a day in quotes, as in date(\"2026-01-31\")";
                    case "time" -> "time takes a time of day in quotes, as in time(\"09:30\")";
                    default ->
                            "timestamp takes a moment in quotes, as in timestamp(\"2026-01-31T12:00:00Z\")";
                });
    }

    private Expression nullary(int offset, List<Placed> parts, Environment.Name name) {
        if (!parts.isEmpty()) {
            throw typing.wrongType(offset, name.spelling() + " takes no arguments");
        }
        return new Ambient(name);
    }

    private Expression function(int offset, @Nullable Function function, List<Placed> parts) {
        if (function == null) {
            throw new IllegalArgumentException("ask requireKnown before");
        }
        if (function == Function.COALESCE && !parts.isEmpty()) {
            return new Call(function, Placed.expressions(parts), typing.common(offset, parts));
        }
        int arity = function == Function.HAS ? 1 : function.parameters().size();
        if (parts.size() != arity) {
            throw typing.wrongType(offset, "write " + function.description());
        }
        Placed first = parts.getFirst();
        if (function == Function.CONTAINS && first.type() instanceof ListOf) {
            return operators.membership(offset, parts.get(1), first);
        }
        boolean ofAny =
                function == Function.HAS
                        || (function == Function.SIZE && first.type() instanceof ListOf);
        List<Expression> arguments = new ArrayList<>();
        arguments.add(
                ofAny ? first.expression() : typing.as(function.parameters().getFirst(), first));
        for (int i = 1; i < arity; i++) {
            arguments.add(typing.as(function.parameters().get(i), parts.get(i)));
        }
        return new Call(function, arguments, function.result());
    }
}
