package dev.armature.metadata.expression;

import static dev.armature.metadata.expression.ValueType.Scalar.DATE;
import static dev.armature.metadata.expression.ValueType.Scalar.DATE_TIME;
import static dev.armature.metadata.expression.ValueType.Scalar.NULL;
import static dev.armature.metadata.expression.ValueType.Scalar.TEXT;
import static dev.armature.metadata.expression.ValueType.Scalar.TIME;

import dev.armature.metadata.expression.Expression.Ambient;
import dev.armature.metadata.expression.Expression.Call;
import dev.armature.metadata.expression.Expression.Literal;
import dev.armature.metadata.expression.ValueType.ListOf;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

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
        return function(offset, Objects.requireNonNull(Function.named(name)), parts);
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

    private Expression function(int offset, Function function, List<Placed> parts) {
        Signature signature = function.description().signature();
        if (!signature.takes(parts.size())) {
            throw typing.wrongType(offset, function.spelling() + " takes " + signature.taken());
        }
        if (function == TextFunction.CONTAINS
                && parts.getFirst().expression().type() instanceof ListOf) {
            return operators.membership(offset, parts.get(1), parts.getFirst());
        }
        List<Placed> arguments = signature.repeated() ? typing.alike(parts) : parts;
        List<Expression> fitting = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i++) {
            fitting.add(argument(signature.parameter(i), arguments.get(i)));
        }
        ValueType common = signature.repeated() ? typing.common(offset, arguments) : NULL;
        return new Call(function, fitting, signature.result(arguments, common));
    }

    private Expression argument(Parameter parameter, Placed part) {
        if (parameter == Parameter.PATTERN) {
            return pattern(part);
        }
        ValueType only = parameter.only();
        if (only != null) {
            return typing.as(only, part);
        }
        if (!parameter.takes(part.type())) {
            throw typing.wrongType(
                    part.offset(),
                    "a %s is needed here, not a %s"
                            .formatted(parameter.label(), part.type().label()));
        }
        return part.expression();
    }

    private Expression pattern(Placed part) {
        if (!(part.expression() instanceof Literal(String written, ValueType type))
                || type != TEXT) {
            throw typing.wrongType(part.offset(), "a pattern is written out, in quotes");
        }
        try {
            return new Literal(TextPattern.of(written), TEXT);
        } catch (IllegalArgumentException e) {
            throw text.refuse(
                    part.offset(), "invalid_pattern", Objects.requireNonNull(e.getMessage()));
        }
    }
}
