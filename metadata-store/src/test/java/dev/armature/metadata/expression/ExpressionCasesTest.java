package dev.armature.metadata.expression;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.armature.metadata.field.Values;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.problem.Problem;
import dev.armature.testing.CaseRecords;
import dev.armature.testing.ExpressionCases;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The Java evaluator and the checker, held against the shared table. */
class ExpressionCasesTest {

    private final CaseRecords records = new CaseRecords();

    @TestFactory
    Stream<DynamicTest> everyCaseHasItsValue() {
        return ExpressionCases.cases().stream()
                .map(test ->
                        DynamicTest.dynamicTest(
                                test.expression(),
                                () -> {
                                    CheckedExpression checked =
                                            Expressions.check(
                                                    test.expression(),
                                                    CaseRecords.DEAL.scope(false));
                                    for (int i = 0; i < ExpressionCases.RECORDS.size(); i++) {
                                        String record = ExpressionCases.RECORDS.get(i);
                                        Object value = checked.evaluate(records.bindings(record));
                                        assertThat(comparable(Values.toJson(value)))
                                                .as(record)
                                                .isEqualTo(comparable(test.values().get(i)));
                                    }
                                }));
    }

    private static String comparable(JsonNode json) {
        return json.isNumber()
                ? Numbers.text(Numbers.canonical(json.decimalValue()))
                : Json.write(json);
    }

    @TestFactory
    Stream<DynamicTest> whatDoesNotFitIsRefusedAtItsPlace() {
        return ExpressionCases.refused().stream()
                .map(test ->
                        DynamicTest.dynamicTest(
                                "refused: " + test,
                                () -> {
                                    Problem problem = refusal(test.expression());
                                    assertThat(problem.code())
                                            .as(problem.message())
                                            .isEqualTo(test.code());
                                    assertThat(problem.position())
                                            .as(problem.message())
                                            .isEqualTo(
                                                    new Problem.Position(
                                                            test.line(), test.column()));
                                }));
    }

    private static Problem refusal(String expression) {
        try {
            Expressions.check(expression, CaseRecords.DEAL.scope(false));
        } catch (ExpressionException e) {
            return e.problem();
        }
        throw new AssertionError("not refused");
    }

    @TestFactory
    Stream<DynamicTest> hugeExpressionsAreRefusedInBoundedTime() {
        return Stream.of(
                        "(".repeat(5_000) + "1" + ")".repeat(5_000),
                        "1" + " + 1".repeat(2_400) + " > 0",
                        "!".repeat(9_000) + "open",
                        "open" + " && open".repeat(1_100),
                        "[".repeat(200) + "]".repeat(200) + " == null",
                        "a".repeat(100_000),
                        "name" + ".name".repeat(1_900))
                .map(text ->
                        DynamicTest.dynamicTest(
                                text.substring(0, 30),
                                () -> {
                                    try {
                                        Expressions.check(text, CaseRecords.DEAL.scope(false));
                                    } catch (ExpressionException e) {
                                        assertThat(e.problem().code()).startsWith("expression_");
                                    }
                                }));
    }
}
