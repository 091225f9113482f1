package dev.armature.metadata.expression;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A function of the language. Each is null when an argument is null ({@link GeneralFunction#HAS}
 * and {@link GeneralFunction#COALESCE}, which are about null, excepted), and can be written {@code
 * f(x, y)} or {@code x.f(y)}. The table in docs/expressions.md is made from these lists, and the
 * SQL of each stands in the query translator.
 */
public sealed interface Function
        permits GeneralFunction,
                TextFunction,
                NumberFunction,
                DateFunction,
                ListFunction,
                PlaceFunction {

    /** What a function does with its arguments. */
    @FunctionalInterface
    interface Body {
        @Nullable Object apply(Arguments arguments);
    }

    /**
     * All there is to know of a function.
     *
     * @param meaning for the documentation, as are the example and the expression it equals
     */
    record Description(
            String spelling,
            Signature signature,
            Body body,
            String meaning,
            String example,
            String is) {}

    Description description();

    default String spelling() {
        return description().spelling();
    }

    /** Whether null arguments reach the function's body. */
    default boolean takesNull() {
        return this == GeneralFunction.HAS || this == GeneralFunction.COALESCE;
    }

    default @Nullable Object apply(List<@Nullable Object> arguments, Environment environment) {
        if (!takesNull() && arguments.contains(null)) {
            return null;
        }
        return description().body().apply(new Arguments(arguments, environment));
    }

    /** Every function, in the order of the documentation. */
    static List<Function> all() {
        return Library.ALL;
    }

    static @Nullable Function named(String spelling) {
        return Library.BY_SPELLING.get(spelling);
    }

    /** All functions, by the order and by the name they have. */
    final class Library {
        private static final List<Function> ALL =
                Stream.of(
                                GeneralFunction.values(),
                                TextFunction.values(),
                                NumberFunction.values(),
                                DateFunction.values(),
                                ListFunction.values(),
                                PlaceFunction.values())
                        .<Function>flatMap(Arrays::stream)
                        .toList();

        private static final Map<String, Function> BY_SPELLING =
                ALL.stream()
                        .collect(Collectors.toMap(Function::spelling, UnaryOperator.identity()));

        private Library() {}
    }
}
