package dev.armature.engine.scim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.armature.engine.scim.Filter.Operator;
import dev.armature.metadata.json.Json;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/**
 * Every filter that is written is read as it was meant, and whatever is none is refused as such.
 */
class FilterParserTest {

    private static final String URN = "urn:ietf:params:scim:schemas:core:2.0:User";

    @Provide
    Arbitrary<Filter> filters() {
        return filters(3, true);
    }

    private static Arbitrary<Filter> filters(int depth, boolean values) {
        Arbitrary<Filter> simple = Arbitraries.oneOf(compared(), present());
        if (depth == 0) {
            return simple;
        }
        Arbitrary<Filter> inner = filters(depth - 1, values);
        Arbitrary<List<Filter>> some = inner.list().ofMinSize(2).ofMaxSize(3);
        Arbitrary<Filter> joined =
                Arbitraries.oneOf(
                        some.map(Filter.And::new),
                        some.map(Filter.Or::new),
                        inner.map(Filter.Not::new));
        Arbitrary<Filter> all = Arbitraries.frequencyOf(Tuple.of(2, simple), Tuple.of(3, joined));
        return values
                ? Arbitraries.frequencyOf(Tuple.of(4, all), Tuple.of(1, ofValue(depth)))
                : all;
    }

    private static Arbitrary<Filter> ofValue(int depth) {
        return Combinators.combine(paths(), filters(depth - 1, false)).as(Filter.OfValue::new);
    }

    private static Arbitrary<String> names() {
        // Names that begin as words do are names all the same.
        return Arbitraries.oneOf(
                Arbitraries.of("orange", "Android", "nothing", "not1", "prefix", "eqs", "$ref"),
                Arbitraries.strings().withCharRange('a', 'z').ofMinLength(4).ofMaxLength(8));
    }

    private static Arbitrary<AttributePath> paths() {
        return Combinators.combine(
                        Arbitraries.just(URN).injectNull(0.7), names(), names().injectNull(0.6))
                .as(AttributePath::new);
    }

    private static Arbitrary<Filter> present() {
        return paths().map(Filter.Present::new);
    }

    private static Arbitrary<Filter> compared() {
        Arbitrary<Object> values =
                Arbitraries.oneOf(
                        Arbitraries.strings()
                                .ofMaxLength(12)
                                .filter(Texts::isStorable)
                                .map(text -> (Object) text),
                        Arbitraries.strings()
                                .withChars("\"\\ ()[] and or eq é😀")
                                .ofMaxLength(12)
                                .filter(Texts::isStorable)
                                .map(text -> (Object) text),
                        Arbitraries.of(true, false).map(flag -> (Object) flag),
                        Arbitraries.bigDecimals().ofScale(3).map(number -> (Object) number));
        return Combinators.combine(paths(), Arbitraries.of(Operator.class), values.injectNull(0.1))
                .as(Filter.Compare::new);
    }

    private static String written(Filter filter, boolean inside) {
        return switch (filter) {
            case Filter.And and -> joined(and.parts(), " and ", inside);
            case Filter.Or or -> joined(or.parts(), " OR ", inside);
            case Filter.Not not -> "Not  ( " + written(not.part(), false) + " )";
            case Filter.Present present -> written(present.path()) + " PR";
            case Filter.Compare compare ->
                    written(compare.path())
                            + " "
                            + compare.operator().name().toLowerCase(Locale.ROOT)
                            + "  "
                            + literal(compare.value());
            case Filter.OfValue value ->
                    written(value.path()) + "[" + written(value.part(), false) + "]";
        };
    }

    private static String joined(List<Filter> parts, String word, boolean inside) {
        String text =
                parts.stream().map(part -> written(part, true)).collect(Collectors.joining(word));
        return inside ? "(" + text + ")" : text;
    }

    private static String written(AttributePath path) {
        return (path.schema() == null ? "" : path.schema() + ":")
                + path.name()
                + (path.sub() == null ? "" : "." + path.sub());
    }

    private static String literal(Object value) {
        return value instanceof BigDecimal number
                ? number.toPlainString()
                : new String(Json.bytesOf(value), StandardCharsets.UTF_8);
    }

    @Property(tries = 500)
    void whatIsWrittenIsRead(@ForAll("filters") Filter filter) {
        String text = written(filter, false);
        if (text.length() <= FilterParser.MAX_LENGTH) {
            assertThat(FilterParser.read(text)).as(text).isEqualTo(filter);
        }
    }

    @Property(tries = 2_000)
    void whateverIsNoFilterIsRefusedAsSuch(@ForAll("scraps") String text) {
        try {
            Filter filter = FilterParser.read(text);
            assertThat(FilterParser.read(written(filter, false))).as(text).isEqualTo(filter);
        } catch (ScimRefusal refusal) {
            assertThat(refusal.type()).isEqualTo(ScimType.INVALID_FILTER);
        }
        try {
            FilterParser.readPath(text);
        } catch (ScimRefusal refusal) {
            assertThat(refusal.type()).isEqualTo(ScimType.INVALID_PATH);
        }
    }

    @Provide
    Arbitrary<String> scraps() {
        return Arbitraries.of(
                        "a",
                        "a.b",
                        "pr",
                        "eq",
                        " ",
                        " ",
                        "\"x\"",
                        "\"",
                        "\\",
                        "(",
                        ")",
                        "[",
                        "]",
                        "not",
                        "and",
                        "or",
                        "1",
                        "true",
                        "null",
                        URN + ":a",
                        ".",
                        "{",
                        "é")
                .list()
                .ofMaxSize(12)
                .map(pieces -> String.join("", pieces));
    }

    @Example
    void andBindsMoreThanOr() {
        assertThat(FilterParser.read("a pr or b pr and c pr"))
                .isEqualTo(FilterParser.read("a pr or (b pr and c pr)"))
                .isNotEqualTo(FilterParser.read("(a pr or b pr) and c pr"));
    }

    @Example
    void aPathIsOfAnAttributeOfSomeValuesOrOfAPartOfThem() {
        assertThat(FilterParser.readPath("emails[type eq \"work\"].value"))
                .isEqualTo(
                        new PatchPath(
                                new AttributePath(null, "emails", null),
                                new Filter.Compare(
                                        new AttributePath(null, "type", null), Operator.EQ, "work"),
                                "value"));
        assertThat(FilterParser.readPath(" name.familyName ").path().sub()).isEqualTo("familyName");
        assertThat(FilterParser.readPath(Schema.ENTERPRISE).path().name())
                .isEqualTo(Schema.ENTERPRISE);
    }
}
