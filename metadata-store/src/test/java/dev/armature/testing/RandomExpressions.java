package dev.armature.testing;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Well-typed expressions over the records of the shared table, made at random. */
public final class RandomExpressions {

    private static final int DEPTH = 3;

    private RandomExpressions() {}

    /** An expression of any type. */
    public static Arbitrary<String> any() {
        return Arbitraries.oneOf(conditions(DEPTH), numbers(DEPTH), texts(DEPTH), dates(DEPTH));
    }

    private static Arbitrary<String> numbers(int depth) {
        Arbitrary<String> leaf =
                Arbitraries.of(
                        "amount",
                        "cost",
                        "count",
                        "price.amount",
                        "margin",
                        "rounded",
                        "account.revenue",
                        "0",
                        "1",
                        "7",
                        "0.1",
                        "2.5",
                        "-0.5",
                        "1e-6",
                        "100.0",
                        "12345678901234567890.5");
        if (depth == 0) {
            return leaf;
        }
        Arbitrary<String> number = numbers(depth - 1);
        Arbitrary<String> text = texts(depth - 1);
        Arbitrary<String> date = dates(depth - 1);
        Arbitrary<String> small = Arbitraries.of("0", "1", "2", "3", "5", "-1", "1.9", "20", "21");
        return Arbitraries.oneOf(
                leaf,
                written("(%s + %s)", number, number),
                written("(%s - %s)", number, number),
                written("(%s * %s)", number, number),
                written("(%s / %s)", number, number),
                written("(%s %% %s)", number, number),
                written("-(%s)", number),
                called(List.of("abs", "sign", "floor", "ceil"), number),
                called(List.of("round", "roundHalfEven", "roundUp", "roundDown"), number, small),
                called(List.of("mod", "least", "greatest", "coalesce"), number, number),
                called(List.of("power"), number, small),
                written("(%s ? %s : %s)", conditions(depth - 1), number, number),
                called(List.of("size", "number"), text),
                called(List.of("size"), lists(depth - 1)),
                called(List.of("indexOf"), text, text),
                called(
                        List.of(
                                "year",
                                "quarter",
                                "month",
                                "week",
                                "day",
                                "dayOfWeek",
                                "dayOfYear"),
                        date),
                called(List.of("daysBetween"), date, date),
                called(List.of("hour", "minute"), moments()));
    }

    private static Arbitrary<String> texts(int depth) {
        Arbitrary<String> leaf =
                Arbitraries.of(
                        "name",
                        "note",
                        "mail",
                        "title",
                        "account.name",
                        "upper(stage)",
                        "tenant.slug",
                        "\"\"",
                        "\"a\"",
                        "\"Big\"",
                        "\" \"",
                        "\"ß\"",
                        "\"😀\"",
                        "\"%_\"",
                        "\"1.50\"",
                        "\"\\\\\"");
        if (depth == 0) {
            return leaf;
        }
        Arbitrary<String> text = texts(depth - 1);
        Arbitrary<String> list = lists(depth - 1);
        Arbitrary<String> position = Arbitraries.of("0", "1", "2.5", "5", "-1", "1000", "count");
        return Arbitraries.oneOf(
                leaf,
                written("(%s + %s)", text, text),
                called(List.of("lower", "upper", "trim"), text),
                called(List.of("replace"), text, text, text),
                called(List.of("substring"), text, position),
                called(List.of("substring"), text, position, position),
                called(
                        List.of("padLeft", "padRight"),
                        text,
                        Arbitraries.of("0", "3", "9.9", "20"),
                        text),
                called(List.of("text"), numbers(depth - 1)),
                called(List.of("text"), dates(depth - 1)),
                called(List.of("text"), conditions(depth - 1)),
                called(List.of("first", "last"), list),
                called(List.of("join"), list, text),
                called(List.of("coalesce"), text, text),
                written("(%s ? %s : %s)", conditions(depth - 1), text, text));
    }

    private static Arbitrary<String> conditions(int depth) {
        Arbitrary<String> leaf = Arbitraries.of("open", "hot", "rich", "true", "false");
        if (depth == 0) {
            return leaf;
        }
        Arbitrary<String> condition = conditions(depth - 1);
        Arbitrary<String> number = numbers(depth - 1);
        Arbitrary<String> text = texts(depth - 1);
        Arbitrary<String> date = dates(depth - 1);
        Arbitrary<String> comparison = Arbitraries.of("==", "!=", "<", "<=", ">", ">=");
        return Arbitraries.oneOf(
                leaf,
                written("!(%s)", condition),
                written("(%s && %s)", condition, condition),
                written("(%s || %s)", condition, condition),
                written("(%s %s %s)", number, comparison, number),
                written("(%s %s %s)", text, comparison, text),
                written("(%s %s %s)", date, comparison, date),
                written("(%s %s %s)", moments(), comparison, moments()),
                called(
                        List.of(
                                "contains",
                                "startsWith",
                                "endsWith",
                                "containsIgnoreCase",
                                "startsWithIgnoreCase",
                                "endsWithIgnoreCase",
                                "equalsIgnoreCase"),
                        text,
                        text),
                called(List.of("matches"), text, patterns()),
                written("(%s in %s)", text, lists(depth - 1)),
                written("(%s in [%s, %s, null])", number, number, number),
                called(List.of("has", "isEmpty"), text),
                called(List.of("has"), number),
                called(List.of("isEmpty"), lists(depth - 1)),
                written("(%s ? %s : %s)", condition, condition, condition));
    }

    private static Arbitrary<String> dates(int depth) {
        Arbitrary<String> leaf =
                Arbitraries.of(
                        "closeDate",
                        "startDate",
                        "today()",
                        "date(\"2028-02-29\")",
                        "dateOf(metAt)");
        if (depth == 0) {
            return leaf;
        }
        Arbitrary<String> date = dates(depth - 1);
        Arbitrary<String> months = Arbitraries.of("1", "-1", "13", "2.5", "count", "0", "119999");
        return Arbitraries.oneOf(
                leaf,
                called(List.of("addMonths", "addYears"), date, months),
                called(
                        List.of(
                                "startOfWeek",
                                "startOfMonth",
                                "startOfQuarter",
                                "startOfYear",
                                "endOfWeek",
                                "endOfMonth",
                                "endOfQuarter",
                                "endOfYear"),
                        date),
                called(List.of("least", "greatest", "coalesce"), date, date));
    }

    private static Arbitrary<String> lists(int depth) {
        Arbitrary<String> leaf =
                Arbitraries.of(
                        "coalesce(tags, [\"none\"])",
                        "user.roles",
                        "split(\"\", \",\")",
                        "split(note, \"\\n\")");
        if (depth == 0) {
            return leaf;
        }
        Arbitrary<String> text = texts(depth - 1);
        return Arbitraries.oneOf(
                leaf, called(List.of("split"), text, text), written("[%s, %s, null]", text, text));
    }

    private static Arbitrary<String> moments() {
        return Arbitraries.of("metAt", "now()", "timestamp(\"2012-07-01T12:00:00Z\")");
    }

    private static Arbitrary<String> patterns() {
        return Arbitraries.of(
                "\"^[A-Z]\"",
                "\"a.*b|^$\"",
                "\"[^a-z ]+$\"",
                "\"(?:i|e){2,3}\"",
                "\"\\\\s\\\\w+\\\\s?\"",
                "\"^.{0,9}$\"",
                "\"\\\\D\\\\d\"",
                "\"😀|ß\"");
    }

    @SafeVarargs
    @SuppressWarnings("varargs")
    private static Arbitrary<String> called(List<String> names, Arbitrary<String>... arguments) {
        Arbitrary<List<String>> all = Combinators.combine(List.of(arguments)).as(given -> given);
        return Combinators.combine(Arbitraries.of(names), all)
                .as((name, given) -> name + "(" + String.join(", ", given) + ")");
    }

    @SafeVarargs
    @SuppressWarnings("varargs")
    private static Arbitrary<String> written(String form, Arbitrary<String>... parts) {
        return Combinators.combine(List.of(parts)).as(given -> form.formatted(given.toArray()));
    }
}
