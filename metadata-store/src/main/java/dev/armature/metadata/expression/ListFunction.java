package dev.armature.metadata.expression;

import static dev.armature.metadata.expression.Parameter.LIST;
import static dev.armature.metadata.expression.Parameter.TEXT;
import static dev.armature.metadata.expression.Parameter.TEXTS;
import static dev.armature.metadata.expression.Parameter.TEXT_OR_LIST;
import static dev.armature.metadata.expression.Signature.takes;

import dev.armature.metadata.expression.ValueType.Scalar;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Functions of lists; {@code size} and {@code contains}, which take texts too, are with those. */
public enum ListFunction implements Function {
    IS_EMPTY(
            "isEmpty",
            takes(TEXT_OR_LIST).gives(Scalar.BOOLEAN),
            a -> a.value(0) instanceof List<?> list ? list.isEmpty() : a.text(0).isEmpty(),
            "Whether there is nothing in it",
            "isEmpty(\"\")",
            "true"),
    FIRST(
            "first",
            takes(LIST).givesAnElement(),
            a -> a.list(0).isEmpty() ? null : a.list(0).getFirst(),
            "Its first value; null if it is empty",
            "first([3, 1, 2])",
            "3"),
    LAST(
            "last",
            takes(LIST).givesAnElement(),
            a -> a.list(0).isEmpty() ? null : a.list(0).getLast(),
            "Its last value; null if it is empty",
            "last(split(\"a/b/c\", \"/\"))",
            "\"c\""),
    JOIN(
            "join",
            takes(TEXTS, TEXT).gives(Scalar.TEXT),
            a -> join(a.list(0), a.text(1)),
            "Its texts with the second between them; what is null is left out",
            "join([\"a\", null, \"b\"], \", \")",
            "\"a, b\"");

    private final Description description;

    ListFunction(
            String spelling,
            Signature signature,
            Body body,
            String meaning,
            String example,
            String is) {
        this.description = new Description(spelling, signature, body, meaning, example, is);
    }

    @Override
    public Description description() {
        return description;
    }

    private static String join(List<? extends @Nullable Object> texts, String separator) {
        return texts.stream()
                .filter(Objects::nonNull)
                .map(Objects::toString)
                .collect(Collectors.joining(separator));
    }
}
