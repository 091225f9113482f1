package dev.armature.rules;

import static dev.armature.rules.testing.ExampleDeals.DEAL;
import static dev.armature.rules.testing.RuleBuilder.condition;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.armature.metadata.definition.RuleDefinition.Operation;
import dev.armature.metadata.expression.Evaluator;
import dev.armature.metadata.model.CompiledRule;
import dev.armature.rules.testing.ExampleDeals;
import dev.armature.rules.testing.FakeRecord;
import dev.armature.testing.ExpressionCases;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * A condition means the same to a rule set as to the Java evaluator, alone and among so many rules
 * that the network indexes their fields.
 */
class ConditionsTest {

    private static final List<CompiledRule> OTHERS =
            IntStream.range(0, 1_000).mapToObj(ConditionsTest::other).toList();

    @TestFactory
    Stream<DynamicTest> everyConditionOfTheSharedTableHasItsTruthAmongAnyNumberOfRules() {
        return ExpressionCases.cases().stream()
                .filter(ConditionsTest::isCondition)
                .map(test ->
                        DynamicTest.dynamicTest(
                                test.expression(),
                                () -> {
                                    for (int size : List.of(1, 3, 10, 1_000)) {
                                        check(test, size);
                                    }
                                }));
    }

    private static boolean isCondition(ExpressionCases.Case test) {
        return test.values().stream().anyMatch(JsonNode::isBoolean);
    }

    private static void check(ExpressionCases.Case test, int size) {
        List<CompiledRule> rules = new ArrayList<>(OTHERS.subList(0, size - 1));
        CompiledRule rule = condition(DEAL, test.expression());
        rules.add(size / 2, rule);
        RuleSet ruleSet = RuleSet.compile(DEAL, rules);
        for (int i = 0; i < ExpressionCases.RECORDS.size(); i++) {
            FakeRecord deal = ExampleDeals.deal(ExpressionCases.RECORDS.get(i));

            List<CompiledRule> matches = ruleSet.matches(Operation.UPDATE, deal);

            assertThat(matches).as("of %d rules", size).isEqualTo(matchingOneByOne(rules, deal));
            assertThat(matches.contains(rule)).isEqualTo(test.values().get(i).asBoolean());
        }
    }

    private static List<CompiledRule> matchingOneByOne(List<CompiledRule> rules, FakeRecord deal) {
        return rules.stream()
                .filter(rule -> Evaluator.holds(rule.condition().root(), deal.bindings()))
                .toList();
    }

    // They ask about the same fields as the table does, now and then with the values that its
    // records have.
    private static CompiledRule other(int number) {
        String value = number % 50 == 0 ? "1500.1" : Integer.toString(number - 100);
        String day = "%04d-03-31".formatted(1950 + number % 100);
        return condition(
                DEAL,
                switch (number % 16) {
                    case 0 -> "amount == " + value;
                    case 1 -> "amount > " + value;
                    case 2 -> "amount <= " + value;
                    case 3 -> "count == " + number / 16;
                    case 4 -> "count < " + number;
                    case 5 -> "name == \"Big deal" + (number % 3 == 0 ? "" : number) + "\"";
                    case 6 -> "name > \"B" + number + "\"";
                    case 7 -> "stage == \"won\" && amount >= " + value;
                    case 8 -> "closeDate == \"" + day + "\"";
                    case 9 -> "closeDate > \"" + day + "\"";
                    case 10 -> "metAt < \"" + day + "T20:59:59.5Z\"";
                    case 11 -> "metAt == \"" + day + "T20:59:59.5Z\"";
                    case 12 ->
                            "account == \""
                                    + ExampleDeals.account(number % 3 == 0 ? "acme" : "x" + number)
                                    + "\"";
                    case 13 -> "open && count != " + number;
                    case 14 -> "!hot && cost < " + number;
                    default -> "note == \"" + (number % 3 == 0 ? "" : number) + "\"";
                });
    }
}
