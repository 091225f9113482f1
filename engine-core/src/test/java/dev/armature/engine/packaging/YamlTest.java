package dev.armature.engine.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** JSON as YAML and back, and what of YAML is not taken. */
class YamlTest {

    private static JsonNode json(String text) {
        return Json.read(text.replace('\'', '"'));
    }

    private static String written(JsonNode json) {
        return new String(YamlWriter.write(json), StandardCharsets.UTF_8);
    }

    private static JsonNode read(String yaml) {
        return YamlReader.read(yaml.getBytes(StandardCharsets.UTF_8));
    }

    private static void refused(String yaml, String why) {
        assertThatThrownBy(() -> read(yaml))
                .isInstanceOfSatisfying(
                        EngineException.class,
                        refusal -> {
                            assertThat(refusal.code()).isEqualTo(ErrorCode.MALFORMED_YAML);
                            assertThat(refusal.detail()).contains(why);
                        });
    }

    @Test
    void itReadsAsPeopleWriteIt() {
        JsonNode json =
                json(
                        """
                        {'format': 1, 'objects': [{'name': 'deal', 'fields': [{'name': 'amount', 'scale': 2}, {'name': 'n'}], 'empty': {}, 'none': []},
                          'plain', [[1, 2], []]], 'on': true, 'label': 'Big deals', 'filter': 'a == 1: #x'}
                        """);
        assertThat(written(json))
                .isEqualTo(
                        """
                        format: 1
                        objects:
                          - name: deal
                            fields:
                              - name: amount
                                scale: 2
                              - name: "n"
                            empty: {}
                            none: []
                          - plain
                          -
                            -
                              - 1
                              - 2
                            - []
                        "on": true
                        label: Big deals
                        filter: "a == 1: #x"
                        """);
        assertThat(read(written(json))).isEqualTo(json);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "no",
                "Yes",
                "~",
                "null",
                "1",
                "1.50",
                "1e3",
                "0x1F",
                "1_000",
                "12:30:45",
                "2024-01-01",
                ".inf",
                "- a",
                "a: b",
                "a #b",
                "#",
                "&a",
                "*a",
                "!x",
                "%YAML 1.1",
                "---",
                "...",
                "{",
                "[",
                "'",
                "\"",
                "\\",
                "|",
                ">",
                "@",
                "`",
                "=",
                "<<",
                "a\nb",
                "a\r\n b\t",
                "\u0001",
                "\u007f",
                "\u0085",
                "\u2028",
                "\ufeffx",
                "\ufffe",
                "Geschäft",
                "Сделка",
                "😀",
                "trailing "
            })
    void aTextStaysATextForThisAndForEveryOtherReader(String text) {
        JsonNode json = Json.object().put("value", text).put(text.isEmpty() ? "x" : text, 1);
        String yaml = written(json);
        assertThat(read(yaml)).isEqualTo(json);
        Map<String, Object> elsewhere =
                new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml);
        assertThat(elsewhere.get("value")).isEqualTo(text);
        assertThat(elsewhere).containsKey(text.isEmpty() ? "x" : text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-1",
                "2.50",
                "0.10",
                "12345678901234567890123",
                "1e400",
                "true",
                "false",
                "null",
                "[]",
                "{}",
                "[[]]",
                "[{}]",
                "[[{'a': [{'b': 2.0}]}]]"
            })
    void valuesAreTheSameAfterwardsToTheLastDigit(String value) {
        JsonNode json = Json.object().set("value", json(value));
        assertThat(Json.write(read(written(json)))).isEqualTo(Json.write(json));
    }

    @Test
    void whatIsNotQuotedIsATextUnlessJsonHasItSo() {
        assertThat(read("{a: yes, b: 1_000, c: 2024-01-01, d: 010, e: .5, f: True, g: , h: 'x'}"))
                .isEqualTo(
                        json(
                                "{'a': 'yes', 'b': '1_000', 'c': '2024-01-01', 'd': '010', 'e': '.5', 'f': 'True', 'g': null, 'h': 'x'}"));
        assertThat(read("# why\na: |\n  two\n  lines\n"))
                .isEqualTo(json("{'a': 'two\\nlines\\n'}"));
    }

    @Test
    void nothingIsMadeOfTagsAndNothingIsRepeatedByAliases() {
        refused("a: !!javax.script.ScriptEngineManager []", "tags are not taken");
        refused("a: !!str 1", "tags are not taken");
        refused("!x {}", "tags are not taken");
        refused("a: &a [1]\nb: [*a, *a]", "anchors and aliases are not taken");
        refused("a: *a", "anchors and aliases are not taken");
        refused("&k a: 1", "anchors and aliases are not taken");
        refused("a:\n  b: &a 1", "Line 2, column 6: ");
    }

    @Test
    void aKeyIsATextAndIsThereOnce() {
        refused("a: 1\nb: 2\n\"a\": 3", "Line 3, column 1: \"a\" is there twice");
        refused("? [a]\n: 1", "a key is a text");
    }

    @Test
    void thereIsOneDocumentOfBoundedDepth() {
        refused("", "empty");
        refused("# nothing", "empty");
        refused("a: 1\n---\nb: 2", "one document");
        String deep = "[".repeat(Json.MAX_DEPTH) + "]".repeat(Json.MAX_DEPTH);
        assertThat(read(deep).isArray()).isTrue();
        refused("[" + deep + "]", "nests deeper than " + Json.MAX_DEPTH);
        refused("[".repeat(500_000), "nests deeper than " + Json.MAX_DEPTH);
        refused("1".repeat(Json.MAX_NUMBER_LENGTH + 1), "characters");
    }

    @Test
    void whatIsNoYamlIsRefusedWithItsPlace() {
        refused("a: [1", "Line 1, column 6: this is not YAML");
        refused("a: 1\n b: 2", "Line 2");
        refused("a: \u0001", "characters that YAML forbids");
        assertThatThrownBy(() -> YamlReader.read(new byte[] {'a', ':', ' ', (byte) 0xff}))
                .hasMessageContaining("UTF-8");
    }
}
