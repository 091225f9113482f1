package dev.armature.metadata.field;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.armature.metadata.expression.ValueType;
import dev.armature.metadata.json.Json;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.time.api.DateTimes;
import net.jqwik.time.api.Dates;

/**
 * What a field takes has one normal form: stored and sent as JSON, and taken again, it is the same
 * value.
 */
class RoundTripTest {

    private static final DateTimeFormatter MOMENT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSSSSXXX");
    private static final SelectType SELECT =
            new SelectType(
                    List.of(
                            new SelectType.Option("won", "Won", null),
                            new SelectType.Option("1", "One", null),
                            new SelectType.Option("ä \"б\" 😀", "Odd", null)));

    /** A type with something that it may be given. */
    record Given(FieldType type, JsonNode json) {}

    @Property(tries = 2_000)
    void aValueSurvivesBeingStoredAndRead(@ForAll("given") Given given) {
        Object value = taken(given.type(), given.json());
        ValueType type = given.type().valueType(name -> 1);

        JsonNode stored = Json.parse(Json.bytes(Values.toJson(value)));

        assertThat(Values.fromJson(stored, type)).isEqualTo(value);
        assertThat(Values.fromText(Values.text(value), type)).isEqualTo(value);
    }

    @Property(tries = 2_000)
    void aValueThatWasSentIsTakenBackAsItIs(@ForAll("given") Given given) {
        Object value = taken(given.type(), given.json());

        assertThat(taken(given.type(), Values.toJson(value))).isEqualTo(value);
    }

    @Property(tries = 2_000)
    void aValueWrittenAsACellIsTheSame(@ForAll("given") Given given) {
        Object value = taken(given.type(), given.json());

        assertThat(given.type().readCell(Values.text(value), RoundTripTest::unexpected))
                .isEqualTo(value);
    }

    @Property(tries = 1_000)
    void equalValuesHaveEqualUniqueKeys(@ForAll("given") Given given) {
        if (given.type().canBeUnique()) {
            Object value = taken(given.type(), given.json());
            Object again = taken(given.type(), Values.toJson(value));

            assertThat(given.type().uniqueKey(again)).isEqualTo(given.type().uniqueKey(value));
        }
    }

    @Property(tries = 1_000)
    void whatATypeDoesNotTakeItRefusesOnceAndGivesNothing(
            @ForAll("types") FieldType type, @ForAll("anyJson") JsonNode json) {
        List<String> refused = new ArrayList<>();

        Object value = type.read(json, (code, message) -> refused.add(code));

        assertThat(refused).hasSize(value == null ? 1 : 0);
    }

    @Example
    void numbersThatAreWrittenDifferentlyAreOneValue() {
        DecimalType type = new DecimalType(20, null, null);

        assertThat(List.of("1500.1", "1500.10", "15001e-1", "0.15001E4"))
                .extracting(text -> taken(type, parsed(text)))
                .containsOnly(new BigDecimal("1500.1"));
        assertThat(List.of("0", "-0", "0.000", "0e9"))
                .extracting(text -> taken(type, parsed(text)))
                .containsOnly(BigDecimal.ZERO);
    }

    private static JsonNode parsed(String text) {
        return Json.parse(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Object taken(FieldType type, JsonNode json) {
        return Objects.requireNonNull(type.read(json, RoundTripTest::unexpected));
    }

    private static void unexpected(String code, String message) {
        throw new AssertionError(code + ": " + message);
    }

    @Provide
    Arbitrary<Given> given() {
        return Arbitraries.oneOf(
                of(new TextType(0, 10_000, null, false), texts()),
                of(new TextType(0, 10_000, null, true), texts()),
                of(new LongTextType(1_000_000), texts()),
                of(new EmailType(), emails()),
                of(new UrlType(), urls()),
                of(new PhoneType("DE"), phones()),
                of(new ColorType(), colors()),
                of(
                        new RatingType(10),
                        Arbitraries.longs()
                                .between(1, 10)
                                .map(stars -> DecimalNode.valueOf(BigDecimal.valueOf(stars)))),
                of(new PercentType(new DecimalType(20, null, null)), decimals()),
                of(
                        new IntegerType(
                                BigDecimal.valueOf(Long.MIN_VALUE),
                                BigDecimal.valueOf(Long.MAX_VALUE)),
                        Arbitraries.longs()
                                .map(number -> DecimalNode.valueOf(BigDecimal.valueOf(number)))),
                of(new DecimalType(20, null, null), decimals()),
                of(new BooleanType(), Arbitraries.of(true, false).map(BooleanNode::valueOf)),
                of(new DateType(), Dates.dates().map(day -> TextNode.valueOf(day.toString()))),
                of(new DateTimeType(), moments()),
                of(new RichTextType(1_000_000), texts()),
                of(new RichTextType(1_000_000), markup()),
                of(
                        new MoneyType(List.of(), 20, null, null),
                        Combinators.combine(decimals(), Arbitraries.of("EUR", "JPY", "KWD", "XAU"))
                                .as((amount, currency) ->
                                        Json.object()
                                                .put("currency", currency)
                                                .set("amount", amount))),
                of(new JsonType(null), json()),
                of(new UserType(), ids()),
                of(
                        new TimeType(),
                        Arbitraries.longs()
                                .between(0, 86_399_999_999L)
                                .map(micros -> LocalTime.ofNanoOfDay(micros * 1_000))
                                .map(time -> TextNode.valueOf("%1$tT.%1$tN".formatted(time)))),
                of(
                        new DurationType(),
                        Arbitraries.longs()
                                .between(-3_000_000_000_000_000L, 3_000_000_000_000_000L)
                                .map(micros -> Duration.of(micros, ChronoUnit.MICROS))
                                .map(duration -> TextNode.valueOf(duration.toString()))),
                of(
                        new MultiSelectType(SELECT.options()),
                        Arbitraries.of(SELECT.optionValues())
                                .set()
                                .map(values -> Json.MAPPER.valueToTree(values))),
                of(SELECT, Arbitraries.of(SELECT.optionValues()).map(TextNode::valueOf)),
                of(new ReferenceType("account", ReferenceType.OnDelete.RESTRICT), ids()));
    }

    private static Arbitrary<Given> of(FieldType type, Arbitrary<? extends JsonNode> values) {
        return values.map(json -> new Given(type, json));
    }

    @Provide
    Arbitrary<FieldType> types() {
        return given().map(Given::type);
    }

    @Provide
    Arbitrary<JsonNode> anyJson() {
        return Arbitraries.oneOf(
                given().map(Given::json),
                Arbitraries.strings().map(TextNode::valueOf),
                Arbitraries.bigDecimals().map(DecimalNode::valueOf),
                Arbitraries.of("{}", "[]", "{\"id\": 7}", "{\"a\": 1, \"b\": 2}", "[null]")
                        .map(RoundTripTest::parsed));
    }

    private static Arbitrary<TextNode> texts() {
        return Arbitraries.strings()
                .excludeChars('\0')
                .filter(text -> text.chars().noneMatch(c -> Character.isSurrogate((char) c)))
                .map(text -> TextNode.valueOf(text + "😀"));
    }

    private static Arbitrary<TextNode> emails() {
        Arbitrary<String> local =
                Arbitraries.strings().withChars("abcXYZ019.+-_äж").ofMinLength(1).ofMaxLength(20);
        Arbitrary<String> label =
                Arbitraries.strings().withChars("abcXYZ019").ofMinLength(1).ofMaxLength(10);
        return Combinators.combine(local, label, label)
                .as((name, host, top) -> TextNode.valueOf(name + "@" + host + "." + top));
    }

    private static Arbitrary<TextNode> markup() {
        return Arbitraries.of(
                        "<p>",
                        "</p>",
                        "<b",
                        ">",
                        "</",
                        "<a href=\"https://x.example\">",
                        "</a>",
                        "<script>",
                        "</script>",
                        "<!--",
                        "-->",
                        "&lt;",
                        "&",
                        "<table>",
                        "<td>",
                        "<noscript>",
                        "<style>",
                        "{{",
                        "text",
                        "\"",
                        "'",
                        "`",
                        "<ul><li>",
                        "<svg>",
                        "<math>",
                        "onclick=x")
                .list()
                .ofMaxSize(12)
                .map(pieces -> TextNode.valueOf(String.join("", pieces)));
    }

    private static Arbitrary<TextNode> ids() {
        return Arbitraries.create(UUID::randomUUID).map(id -> TextNode.valueOf(id.toString()));
    }

    private static Arbitrary<JsonNode> json() {
        Arbitrary<JsonNode> leaf =
                Arbitraries.oneOf(
                        texts().map(text -> text),
                        decimals().map(number -> number),
                        Arbitraries.of(true, false).map(BooleanNode::valueOf));
        Arbitrary<JsonNode> list =
                leaf.list().ofMaxSize(5).map(leaves -> Json.MAPPER.valueToTree(leaves));
        Arbitrary<JsonNode> object =
                Arbitraries.maps(Arbitraries.of("a", "b b", "ж", ""), Arbitraries.oneOf(leaf, list))
                        .ofMaxSize(3)
                        .map(members -> Json.MAPPER.valueToTree(members));
        return Arbitraries.oneOf(leaf, list, object);
    }

    private static Arbitrary<TextNode> urls() {
        Arbitrary<String> host =
                Arbitraries.strings().withChars("abcXYZ019äЖ-").ofMinLength(1).ofMaxLength(20);
        Arbitrary<String> rest =
                Arbitraries.strings().withChars("aZ09/?#&=%:@[]é.~").ofMaxLength(30);
        return Combinators.combine(
                        Arbitraries.of("http://", "HTTPS://"),
                        host,
                        Arbitraries.of("", ":0", ":65535"),
                        rest)
                .as((scheme, name, port, end) ->
                        TextNode.valueOf(scheme + name + ".example" + port + "/" + end));
    }

    private static Arbitrary<TextNode> phones() {
        return Arbitraries.longs()
                .between(0, 9_999_999)
                .map(digits -> "%07d".formatted(digits))
                .flatMap(digits ->
                        Arbitraries.of(
                                "+1 415 " + digits,
                                "+44 (0)20 7" + digits,
                                "030/" + digits,
                                "0049 30 " + digits))
                .map(TextNode::valueOf);
    }

    private static Arbitrary<TextNode> colors() {
        return Arbitraries.strings()
                .withChars("0189abcdefABCDEF")
                .ofMinLength(3)
                .ofMaxLength(6)
                .filter(digits -> digits.length() % 3 == 0)
                .map(digits -> TextNode.valueOf("#" + digits));
    }

    private static Arbitrary<DecimalNode> decimals() {
        BigDecimal limit = BigDecimal.TEN.pow(38).subtract(BigDecimal.ONE);
        return Arbitraries.integers()
                .between(0, 20)
                .flatMap(scale ->
                        Arbitraries.bigDecimals().between(limit.negate(), limit).ofScale(scale))
                .map(DecimalNode::valueOf);
    }

    private static Arbitrary<TextNode> moments() {
        return Combinators.combine(
                        DateTimes.instants(), Arbitraries.integers().between(-12 * 60, 14 * 60))
                .as((moment, minutes) ->
                        TextNode.valueOf(
                                moment.atOffset(ZoneOffset.ofTotalSeconds(minutes * 60))
                                        .format(MOMENT)));
    }
}
