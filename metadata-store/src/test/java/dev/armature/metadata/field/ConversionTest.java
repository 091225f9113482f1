package dev.armature.metadata.field;

import static org.assertj.core.api.Assertions.assertThat;

import dev.armature.metadata.json.Attributes;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.problem.Problems;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What values become in another type, and which have no place there. */
class ConversionTest {

    private static final String OPTIONS = "'options': ['red', 'blue', '2']";

    private static FieldType type(String name) {
        String options = name.endsWith("elect") ? ", " + OPTIONS : "";
        Problems problems = new Problems();
        FieldType type =
                FieldTypes.read(
                        Attributes.of(
                                Json.readObject(
                                        ("{'type': '" + name + "'" + options + "}")
                                                .replace('\'', '"')),
                                "",
                                problems));
        assertThat(problems.list()).isEmpty();
        return type;
    }

    private static String converted(String from, String value, String to, Map<String, String> by) {
        List<String> refused = new ArrayList<>();
        Object normal =
                type(from)
                        .read(
                                Json.read(value.replace('\'', '"')),
                                (code, message) -> {
                                    throw new AssertionError(message);
                                });
        Object result =
                new Conversion(type(from), type(to), by, ZoneId.of("Europe/Moscow"))
                        .convert(normal, (code, message) -> refused.add(code));
        assertThat(refused).hasSize(result == null ? 1 : 0);
        return result == null ? refused.getFirst() : Json.write(Values.toJson(result));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    text        | '5'                      | integer     | 5
                    text        | '5.5'                    | integer     | scale_exceeded
                    text        | 'five'                   | integer     | wrong_type
                    text        | '12.50'                  | decimal     | 12.5
                    text        | '2026-01-31'             | date        | "2026-01-31"
                    text        | '31.1.2026'              | date        | invalid_date
                    text        | 'yes'                    | boolean     | true
                    text        | 'red'                    | select      | "red"
                    text        | 'green'                  | select      | unknown_option
                    text        | 'red'                    | multiSelect | ["red"]
                    text        | '12.50 EUR'              | money       | {"amount":12.5,"currency":"EUR"}
                    text        | 'x'                      | longText    | "x"
                    integer     | 5                        | text        | "5"
                    integer     | 2                        | select      | "2"
                    integer     | 5                        | decimal     | 5
                    decimal     | 1.10                     | text        | "1.1"
                    decimal     | 2.0                      | integer     | 2
                    decimal     | 2.5                      | integer     | scale_exceeded
                    boolean     | true                     | text        | "true"
                    date        | '2026-01-31'             | text        | "2026-01-31"
                    date        | '2026-01-31'             | dateTime    | "2026-01-30T21:00:00Z"
                    dateTime    | '2026-01-30T22:00:00Z'   | date        | "2026-01-31"
                    money       | {'amount': 1.5, 'currency': 'EUR'} | text | "1.5 EUR"
                    select      | 'red'                    | text        | "red"
                    multiSelect | ['red', 'blue']          | text        | "red; blue"
                    multiSelect | ['red']                  | select      | "red"
                    multiSelect | ['red', 'blue']          | select      | unknown_option
                    duration    | 'PT1H30M'                | text        | "PT1H30M"
                    """)
    void eachValueIsTakenOverExactlyOrRefused(
            String from, String value, String to, String expected) {
        assertThat(converted(from, value, to, Map.of())).isEqualTo(expected);
    }

    @Test
    void replacementsComeFirst() {
        assertThat(converted("text", "'green'", "select", Map.of("green", "blue")))
                .isEqualTo("\"blue\"");
        assertThat(
                        converted(
                                "multiSelect",
                                "['red', 'blue']",
                                "multiSelect",
                                Map.of("red", "blue")))
                .isEqualTo("[\"blue\"]");
        assertThat(converted("integer", "7", "select", Map.of("7", "red"))).isEqualTo("\"red\"");
    }

    @Test
    void whatIsComputedOrHasAMeaningOfItsOwnIsNoTarget() {
        assertThat(Conversion.isPossible(type("text"), type("json"))).isFalse();
        assertThat(Conversion.isPossible(type("json"), type("text"))).isFalse();
        assertThat(Conversion.isPossible(type("user"), type("text"))).isTrue();
        assertThat(Conversion.isPossible(type("text"), type("user"))).isFalse();
    }

    @Property(tries = 300)
    void aNumberGoesToTextAndBack(@ForAll long number) {
        String text = converted("integer", Long.toString(number), "text", Map.of());

        assertThat(converted("text", text, "integer", Map.of())).isEqualTo(Long.toString(number));
    }
}
