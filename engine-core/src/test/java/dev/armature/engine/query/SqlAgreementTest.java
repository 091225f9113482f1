package dev.armature.engine.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.armature.metadata.expression.Evaluator;
import dev.armature.metadata.expression.Expression;
import dev.armature.metadata.expression.ValueType;
import dev.armature.metadata.field.Values;
import dev.armature.metadata.json.Json;
import dev.armature.testing.CaseRecords;
import dev.armature.testing.ExpressionCases;
import dev.armature.testing.RandomExpressions;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.jspecify.annotations.Nullable;

/** Whatever a well-typed expression is, SQL gives what the Java evaluator gives. */
class SqlAgreementTest {

    private static @Nullable CaseTable table;
    private final CaseRecords records = new CaseRecords();

    @BeforeContainer
    static void writeTheRecords() {
        table = new CaseTable();
    }

    @AfterContainer
    static void close() {
        table.close();
    }

    @Property(tries = 300)
    void anExpressionHasTheSameValueInSqlAsInJava(@ForAll("expressions") String expression) {
        Expression root = table.read(expression);
        for (String record : ExpressionCases.RECORDS) {
            Object value = Evaluator.evaluate(root, records.bindings(record));

            assertThat(written(table.value(root, record))).as(record).isEqualTo(written(value));
            if (root.type() == ValueType.Scalar.BOOLEAN) {
                assertThat(table.matches(root, record)).isEqualTo(Boolean.TRUE.equals(value));
            }
        }
    }

    private static String written(@Nullable Object value) {
        return Json.write(Values.toJson(value));
    }

    @Provide
    Arbitrary<String> expressions() {
        return RandomExpressions.any();
    }
}
