package dev.armature.metadata.expression;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.armature.metadata.field.Values;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.model.SystemField;
import dev.armature.metadata.model.TenantModel;
import dev.armature.metadata.problem.Problem;
import dev.armature.testing.ExpressionCases;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The Java evaluator and the checker, held against the shared table. */
class ExpressionCasesTest {

    private static final TenantModel MODEL = ExpressionCases.model();
    private static final ObjectModel DEAL = MODEL.required("deal");
    private static final ObjectModel ACCOUNT = MODEL.required("account");

    private final Map<UUID, Map<Integer, Object>> records = new HashMap<>();
    private final Map<String, UUID> accounts = new HashMap<>();

    ExpressionCasesTest() {
        for (JsonNode account : ExpressionCases.accounts()) {
            UUID id = UUID.randomUUID();
            accounts.put(account.get("key").textValue(), id);
            Map<Integer, Object> values = values(ACCOUNT, account);
            values.put(ACCOUNT.property("id").fieldId(), id);
            records.put(id, values);
        }
    }

    private Map<Integer, Object> values(ObjectModel object, JsonNode record) {
        JsonNode json = ExpressionCases.linked(record, accounts::get);
        Map<Integer, Object> values = new HashMap<>();
        for (FieldModel field : object.fields()) {
            JsonNode value = json.get(field.name());
            if (value != null) {
                values.put(
                        field.id(),
                        field.type()
                                .read(
                                        value,
                                        (code, message) -> {
                                            throw new AssertionError(field + ": " + message);
                                        }));
            }
        }
        return values;
    }

    @TestFactory
    Stream<DynamicTest> everyCaseHasItsValue() {
        return ExpressionCases.cases().stream()
                .map(test ->
                        DynamicTest.dynamicTest(
                                test.expression(),
                                () -> {
                                    CheckedExpression checked =
                                            Expressions.check(test.expression(), DEAL.scope(false));
                                    for (int i = 0; i < ExpressionCases.RECORDS.size(); i++) {
                                        String record = ExpressionCases.RECORDS.get(i);
                                        Object value = checked.evaluate(bindings(record));
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
            Expressions.check(expression, DEAL.scope(false));
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
                                        Expressions.check(text, DEAL.scope(false));
                                    } catch (ExpressionException e) {
                                        assertThat(e.problem().code()).startsWith("expression_");
                                    }
                                }));
    }

    private Bindings bindings(String record) {
        return bindings(DEAL, values(DEAL, ExpressionCases.record(record)));
    }

    private Bindings bindings(ObjectModel object, Map<Integer, Object> values) {
        Environment environment = ExpressionCases.environment(ExpressionCases.USER);
        return new Bindings() {
            @Override
            public Object read(Expression.Read read) {
                return walk(object, values, read.path());
            }

            @Override
            public List<Bindings> records(int objectId, List<UUID> ids) {
                return ids.stream().map(id -> bindings(ACCOUNT, records.get(id))).toList();
            }

            @Override
            public Environment environment() {
                return environment;
            }
        };
    }

    private Object walk(ObjectModel object, Map<Integer, Object> values, List<Property> path) {
        Property first = path.getFirst();
        if (first.fieldId() < 0) {
            return switch (SystemField.numbered(first.fieldId())) {
                case ID -> values.getOrDefault(first.fieldId(), UUID.randomUUID());
                case VERSION -> BigDecimal.ONE;
                case CREATED_AT, UPDATED_AT ->
                        ExpressionCases.environment(ExpressionCases.USER).now();
                case CREATED_BY, UPDATED_BY, OWNER -> ExpressionCases.USER;
            };
        }
        FieldModel field = object.field(first.fieldId());
        CheckedExpression formula = field.formula();
        if (formula != null) {
            return formula.evaluate(bindings(object, values));
        }
        Object value = values.get(field.id());
        if (path.size() == 1 || value == null) {
            return value;
        }
        return walk(ACCOUNT, records.get((UUID) value), path.subList(1, path.size()));
    }
}
