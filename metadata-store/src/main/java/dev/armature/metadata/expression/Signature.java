package dev.armature.metadata.expression;

import dev.armature.metadata.expression.ValueType.ListOf;
import dev.armature.metadata.expression.ValueType.Scalar;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a function takes and gives.
 *
 * @param optional how many of the last parameters may be left out
 * @param repeated whether it takes any number of values of one type, at least one, and {@code
 *     parameters} has the one they share
 */
record Signature(List<Parameter> parameters, int optional, boolean repeated, Result result) {

    /** The type of what a function gives. */
    sealed interface Result {

        /** A type, whatever the arguments are. */
        record Fixed(ValueType type) implements Result {}

        /** The type of the arguments. */
        record Same() implements Result {}

        /** The type of the elements of the list that is the first argument. */
        record Element() implements Result {}
    }

    Signature {
        parameters = List.copyOf(parameters);
    }

    static Signature takes(Parameter... parameters) {
        return new Signature(List.of(parameters), 0, false, new Result.Same());
    }

    static Signature takesAnyNumberOf(Parameter parameter) {
        return new Signature(List.of(parameter), 0, true, new Result.Same());
    }

    /** The same with the last parameter left to the caller. */
    Signature lastOptional() {
        return new Signature(parameters, 1, repeated, result);
    }

    Signature gives(ValueType type) {
        return new Signature(parameters, optional, repeated, new Result.Fixed(type));
    }

    Signature givesAnElement() {
        return new Signature(parameters, optional, repeated, new Result.Element());
    }

    boolean takes(int arguments) {
        return repeated
                ? arguments > 0
                : arguments <= parameters.size() && arguments >= parameters.size() - optional;
    }

    Parameter parameter(int index) {
        return repeated ? parameters.getFirst() : parameters.get(index);
    }

    ValueType result(List<Placed> arguments, ValueType common) {
        return switch (result) {
            case Result.Fixed(ValueType type) -> type;
            case Result.Same() -> common;
            case Result.Element() ->
                    arguments.getFirst().type() instanceof ListOf(ValueType element)
                            ? element
                            : Scalar.NULL;
        };
    }

    /** What it takes, for the documentation. */
    String taken() {
        if (repeated) {
            Parameter parameter = parameters.getFirst();
            return "any number of "
                    + (parameter == Parameter.ANY ? "values" : parameter.label())
                    + ", all of one type";
        }
        String all = parameters.stream().map(Parameter::label).collect(Collectors.joining(", "));
        return optional == 0 ? all : all + " (the last if wanted)";
    }

    /** What it gives, for the documentation. */
    String given() {
        return switch (result) {
            case Result.Fixed(ValueType type) -> type.label();
            case Result.Same() -> "that type";
            case Result.Element() -> "one of its values";
        };
    }
}
