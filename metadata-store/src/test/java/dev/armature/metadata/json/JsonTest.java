package dev.armature.metadata.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** JSON from outside is read exactly, or refused with the place that is wrong. */
class JsonTest {

    private static byte[] bytes(String json) {
        return json.getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"a\": 1, \"a\": 2} | Line 1, column",
                "{\"a\": {\"b\": 1, \"b\": null}} | Line 1, column",
                "[{\"a\": 1}, {\"c\": {}, \"c\": {}}] | Line 1, column",
                "{\"a\": [], \"a\": 1} | Line 1, column",
            })
    void aNameThatIsThereTwiceIsRefusedHoweverDeep(String json, String place) {
        assertThatThrownBy(() -> Json.parse(bytes(json)))
                .isInstanceOfSatisfying(
                        EngineException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.MALFORMED_JSON))
                .hasMessageContaining(place)
                .hasMessageContaining("the name is there twice");
    }

    @Test
    void theSameNameInSeveralObjectsIsNoMatter() {
        assertThat(Json.parse(bytes("[{\"a\": {\"a\": 1}}, {\"a\": 2}]"))).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({"1e-3, 0.001", "1.10, 1.10", "12345678901234567890.5, 12345678901234567890.5"})
    void numbersAreExact(String written, BigDecimal number) {
        assertThat(Json.parse(bytes(written)).decimalValue()).isEqualTo(number);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"{\"a\": 1} x", "{\"a\": }", "NaN", "''", "[1, 2", "{\"a\": 1,}"})
    void whatIsNoJsonIsRefused(String json) {
        assertThatThrownBy(() -> Json.parse(bytes(json)))
                .isInstanceOfSatisfying(
                        EngineException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.MALFORMED_JSON));
    }

    @Test
    void limitsAreNamed() {
        assertThat(Json.parse(bytes("[".repeat(64) + "]".repeat(64)))).hasSize(1);
        assertThatThrownBy(() -> Json.parse(bytes("[".repeat(65) + "]".repeat(65))))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("a limit is passed");
        assertThatThrownBy(() -> Json.parse(bytes("1".repeat(1_001))))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("a limit is passed");
    }

    @Test
    void whatIsWrittenPieceByPieceIsWhatATreeWouldBe() {
        String written =
                Json.written(out -> {
                    out.writeStartObject();
                    out.writeStringField("a", "\"ü\u0001");
                    out.writeNumberField("b", new BigDecimal("1E+3"));
                    out.writeEndObject();
                });

        assertThat(written)
                .isEqualTo(
                        Json.write(
                                Json.object()
                                        .put("a", "\"ü\u0001")
                                        .put("b", new BigDecimal("1E+3"))));
    }
}
