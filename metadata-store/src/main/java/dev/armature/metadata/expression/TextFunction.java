package dev.armature.metadata.expression;

import static dev.armature.metadata.expression.Parameter.NUMBER;
import static dev.armature.metadata.expression.Parameter.PATTERN;
import static dev.armature.metadata.expression.Parameter.TEXT;
import static dev.armature.metadata.expression.Parameter.TEXT_OR_LIST;
import static dev.armature.metadata.expression.Signature.takes;

import dev.armature.metadata.expression.ValueType.ListOf;
import dev.armature.metadata.expression.ValueType.Scalar;
import java.math.BigDecimal;
import java.util.List;

/** Functions of texts. Positions and lengths count Unicode code points, from 0. */
public enum TextFunction implements Function {
    SIZE(
            "size",
            takes(TEXT_OR_LIST).gives(Scalar.NUMBER),
            a -> a.value(0) instanceof List<?> list ? Numbers.of(list.size()) : size(a.text(0)),
            "Its length in Unicode code points; of a list, how many values it has",
            "size(\"😀!\")",
            "2"),
    CONTAINS(
            "contains",
            takes(TEXT, TEXT).gives(Scalar.BOOLEAN),
            a -> a.text(0).contains(a.text(1)),
            "Whether the second is somewhere in the first; case-sensitive, nothing is a wildcard. Of a list: whether the second is in it",
            "\"Big deal\".contains(\"deal\")",
            "true"),
    STARTS_WITH(
            "startsWith",
            takes(TEXT, TEXT).gives(Scalar.BOOLEAN),
            a -> a.text(0).startsWith(a.text(1)),
            "Whether the first begins with the second",
            "\"Big deal\".startsWith(\"big\")",
            "false"),
    ENDS_WITH(
            "endsWith",
            takes(TEXT, TEXT).gives(Scalar.BOOLEAN),
            a -> a.text(0).endsWith(a.text(1)),
            "Whether the first ends with the second",
            "\"Big deal\".endsWith(\"deal\")",
            "true"),
    EQUALS_IGNORE_CASE(
            "equalsIgnoreCase",
            takes(TEXT, TEXT).gives(Scalar.BOOLEAN),
            a -> Texts.lower(a.text(0)).equals(Texts.lower(a.text(1))),
            "Whether both are the same in small letters, as `lower` makes them",
            "\"ÄRGER\".equalsIgnoreCase(\"Ärger\")",
            "true"),
    CONTAINS_IGNORE_CASE(
            "containsIgnoreCase",
            takes(TEXT, TEXT).gives(Scalar.BOOLEAN),
            a -> Texts.lower(a.text(0)).contains(Texts.lower(a.text(1))),
            "`contains`, both in small letters",
            "\"Big deal\".containsIgnoreCase(\"DEAL\")",
            "true"),
    STARTS_WITH_IGNORE_CASE(
            "startsWithIgnoreCase",
            takes(TEXT, TEXT).gives(Scalar.BOOLEAN),
            a -> Texts.lower(a.text(0)).startsWith(Texts.lower(a.text(1))),
            "`startsWith`, both in small letters",
            "\"Big deal\".startsWithIgnoreCase(\"BIG\")",
            "true"),
    ENDS_WITH_IGNORE_CASE(
            "endsWithIgnoreCase",
            takes(TEXT, TEXT).gives(Scalar.BOOLEAN),
            a -> Texts.lower(a.text(0)).endsWith(Texts.lower(a.text(1))),
            "`endsWith`, both in small letters",
            "\"Big deal\".endsWithIgnoreCase(\"DEAL\")",
            "true"),
    MATCHES(
            "matches",
            takes(TEXT, PATTERN).gives(Scalar.BOOLEAN),
            a -> a.pattern(1).isFoundIn(a.text(0)),
            "Whether the [pattern](#patterns) is found in the text; `^` and `$` tie it to the ends",
            "\"INV-2026\".matches(\"^[A-Z]+-[0-9]{4}$\")",
            "true"),
    LOWER(
            "lower",
            takes(TEXT).gives(Scalar.TEXT),
            a -> Texts.lower(a.text(0)),
            "In small letters, one code point for one",
            "lower(\"ÄRGER\")",
            "\"ärger\""),
    UPPER(
            "upper",
            takes(TEXT).gives(Scalar.TEXT),
            a -> Texts.upper(a.text(0)),
            "In capital letters, one code point for one: ß stays",
            "upper(\"maß\")",
            "\"MAß\""),
    TRIM(
            "trim",
            takes(TEXT).gives(Scalar.TEXT),
            a -> Texts.trim(a.text(0)),
            "Without spaces at both ends; other white space stays",
            "trim(\"  a b \")",
            "\"a b\""),
    REPLACE(
            "replace",
            takes(TEXT, TEXT, TEXT).gives(Scalar.TEXT),
            a -> Texts.replace(a.text(0), a.text(1), a.text(2)),
            "The first with every occurrence of the second made the third, from left to right; an empty second changes nothing; null if the result had more than 1,000,000 characters",
            "replace(\"a-b-c\", \"-\", \"+\")",
            "\"a+b+c\""),
    SUBSTRING(
            "substring",
            takes(TEXT, NUMBER, NUMBER).lastOptional().gives(Scalar.TEXT),
            a ->
                    Texts.substring(
                            a.text(0),
                            a.whole(1, 0, Integer.MAX_VALUE),
                            a.count() == 2 ? Integer.MAX_VALUE : a.whole(2, 0, Integer.MAX_VALUE)),
            "What stands from one position to before another, or to the end; positions count from 0 and are held within the text",
            "substring(\"Big deal\", 4, 6)",
            "\"de\""),
    INDEX_OF(
            "indexOf",
            takes(TEXT, TEXT).gives(Scalar.NUMBER),
            a -> indexOf(a.text(0), a.text(1)),
            "The position where the second first stands in the first, from 0; -1 if it does not",
            "indexOf(\"Big deal\", \"deal\")",
            "4"),
    SPLIT(
            "split",
            takes(TEXT, TEXT).gives(new ListOf(Scalar.TEXT)),
            a -> Texts.split(a.text(0), a.text(1)),
            "The parts of the first between occurrences of the second; one part, the whole, if that is empty",
            "size(split(\"a,b,c\", \",\"))",
            "3"),
    PAD_LEFT(
            "padLeft",
            takes(TEXT, NUMBER, TEXT).gives(Scalar.TEXT),
            a -> Texts.padding(a.text(0), a.whole(1, 0, Texts.MAX_PADDED), a.text(2)) + a.text(0),
            "With the third put before it, again and again, until it has so many characters, up to 10,000; an empty third changes nothing",
            "padLeft(\"7\", 3, \"0\")",
            "\"007\""),
    PAD_RIGHT(
            "padRight",
            takes(TEXT, NUMBER, TEXT).gives(Scalar.TEXT),
            a -> a.text(0) + Texts.padding(a.text(0), a.whole(1, 0, Texts.MAX_PADDED), a.text(2)),
            "The same, put after it",
            "padRight(\"7\", 3, \"ab\")",
            "\"7ab\"");

    private final Description description;

    TextFunction(
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

    private static BigDecimal size(String text) {
        return Numbers.of(Texts.size(text));
    }

    private static BigDecimal indexOf(String text, String part) {
        int index = text.indexOf(part);
        return Numbers.of(index < 0 ? -1 : text.codePointCount(0, index));
    }
}
