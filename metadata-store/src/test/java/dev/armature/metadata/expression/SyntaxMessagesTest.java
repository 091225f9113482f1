package dev.armature.metadata.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.armature.testing.ExpressionCases;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A syntax error is told in words that its author understands. */
class SyntaxMessagesTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "amount > | Line 1, column 9: the expression ends where more is expected",
                "(amount > 0 | Line 1, column 12: \")\" is missing",
                "amount > ) | Line 1, column 10: \")\" is not expected here",
                "amount 1 | Line 1, column 8: \"1\" is not expected here",
                "amount > # | Line 1, column 10: \"#\" means nothing here",
                "12345678901234567890 > 1 | Line 1, column 1: a whole number has at most 64 bits; write a longer one with a decimal point"
            })
    void says(String text, String message) {
        ExpressionException refused =
                catchThrowableOfType(
                        ExpressionException.class,
                        () ->
                                Expressions.check(
                                        text,
                                        ExpressionCases.model().required("deal").scope(false)));

        assertThat(refused.problem().message()).isEqualTo(message);
        assertThat(refused.problem().code()).isEqualTo("expression_syntax");
    }
}
