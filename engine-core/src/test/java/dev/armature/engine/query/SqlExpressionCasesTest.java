package dev.armature.engine.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.armature.metadata.expression.Expression;
import dev.armature.metadata.expression.Numbers;
import dev.armature.metadata.expression.ValueType;
import dev.armature.metadata.field.Values;
import dev.armature.metadata.json.Json;
import dev.armature.testing.ExpressionCases;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/** The SQL translation, held against the shared table: values, and conditions both ways round. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SqlExpressionCasesTest {

    private final CaseTable table = new CaseTable();

    @AfterAll
    void close() {
        table.close();
    }

    @TestFactory
    Stream<DynamicTest> everyCaseHasItsValueInSql() {
        return ExpressionCases.cases().stream()
                .map(test -> DynamicTest.dynamicTest(test.expression(), () -> check(test)));
    }

    @TestFactory
    Stream<DynamicTest> everyCaseOfOwnValuesHasItsValueInAFormulasColumn() {
        List<ExpressionCases.Case> own =
                ExpressionCases.cases().stream()
                        .filter(test -> table.fitsColumn(table.read(test.expression())))
                        .toList();
        assertThat(own).hasSizeGreaterThan(100);
        return own.stream()
                .map(test -> DynamicTest.dynamicTest(test.expression(), () -> checkColumn(test)));
    }

    private void checkColumn(ExpressionCases.Case test) {
        Expression root = table.read(test.expression());
        for (int i = 0; i < ExpressionCases.RECORDS.size(); i++) {
            String name = ExpressionCases.RECORDS.get(i);
            assertThat(comparable(Values.toJson(table.columnValue(root, name))))
                    .as(name)
                    .isEqualTo(comparable(test.values().get(i)));
        }
    }

    private void check(ExpressionCases.Case test) {
        Expression root = table.read(test.expression());
        for (int i = 0; i < ExpressionCases.RECORDS.size(); i++) {
            String name = ExpressionCases.RECORDS.get(i);
            JsonNode expected = test.values().get(i);
            assertThat(comparable(Values.toJson(table.value(root, name))))
                    .as(name)
                    .isEqualTo(comparable(expected));
            if (root.type() == ValueType.Scalar.BOOLEAN) {
                assertThat(table.matches(root, name))
                        .as("%s: true", name)
                        .isEqualTo(expected.isBoolean() && expected.booleanValue());
                assertThat(table.matches(new Expression.Not(root), name))
                        .as("%s: false", name)
                        .isEqualTo(expected.isBoolean() && !expected.booleanValue());
            }
        }
    }

    private static String comparable(JsonNode json) {
        return json.isNumber()
                ? Numbers.text(Numbers.canonical(json.decimalValue()))
                : Json.write(json);
    }
}
