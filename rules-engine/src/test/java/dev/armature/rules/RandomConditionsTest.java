package dev.armature.rules;

import static dev.armature.rules.testing.ExampleDeals.DEAL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.armature.metadata.definition.RuleDefinition.Operation;
import dev.armature.metadata.expression.Evaluator;
import dev.armature.metadata.model.CompiledRule;
import dev.armature.rules.testing.ExampleDeals;
import dev.armature.rules.testing.FakeRecord;
import dev.armature.rules.testing.RuleBuilder;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tuple;

/** Any set of rules agrees on any record with the Java evaluator, rule by rule. */
class RandomConditionsTest {

    /** A field with values it may have, as Java values and as literals; few, so that they meet. */
    private record Domain(String field, boolean ordered, Map<String, Object> values) {}

    private static final List<Domain> DOMAINS =
            List.of(
                    new Domain(
                            "name",
                            true,
                            Map.of(
                                    "\"\"",
                                    "",
                                    "\"1\"",
                                    "1",
                                    "\"true\"",
                                    "true",
                                    "\"\uFFFD\"",
                                    "\uFFFD",
                                    "\"😀\"",
                                    "😀",
                                    "\"2026-01-01\"",
                                    "2026-01-01")),
                    new Domain(
                            "amount",
                            true,
                            Map.of(
                                    "0", BigDecimal.ZERO,
                                    "1", BigDecimal.ONE,
                                    "1.00", BigDecimal.ONE,
                                    "100", new BigDecimal("1E+2"),
                                    "-0.5", new BigDecimal("-0.5"))),
                    new Domain(
                            "count",
                            true,
                            Map.of(
                                    "1", BigDecimal.ONE,
                                    "2", BigDecimal.TWO,
                                    "9007199254740993", new BigDecimal("9007199254740993"))),
                    new Domain("open", false, Map.of("true", true, "false", false)),
                    new Domain("hot", false, Map.of("true", true, "false", false)),
                    new Domain("stage", true, Map.of("\"won\"", "won", "\"new\"", "new")),
                    new Domain(
                            "closeDate",
                            true,
                            Map.of(
                                    "\"2026-01-01\"", LocalDate.parse("2026-01-01"),
                                    "\"0001-01-01\"", LocalDate.parse("0001-01-01"))),
                    new Domain(
                            "metAt",
                            true,
                            Map.of(
                                    "\"2026-01-01T00:00:00Z\"",
                                            Instant.parse("2026-01-01T00:00:00Z"),
                                    "\"2026-01-01T00:00:00.000001Z\"",
                                            Instant.parse("2026-01-01T00:00:00.000001Z"))),
                    new Domain(
                            "account",
                            false,
                            Map.of(
                                    quoted(ExampleDeals.account("acme")),
                                            ExampleDeals.account("acme"),
                                    quoted(ExampleDeals.account("bare")),
                                            ExampleDeals.account("bare"))));

    private static final List<String> OTHER_CONDITIONS =
            List.of(
                    "true",
                    "false",
                    "null",
                    "amount > count",
                    "amount == count",
                    "margin > 0",
                    "rich",
                    "old.amount > amount",
                    "old.stage == \"new\"",
                    "old.open",
                    "account.name == \"Acme\"",
                    "account.parent.revenue > 1",
                    "owner == user.id",
                    "version == 1",
                    "count in [1, null]",
                    "stage in [\"won\", \"lost\"]",
                    "has(name)",
                    "name.contains(\"1\")",
                    "closeDate < today()",
                    "open ? hot : null");

    @Property(tries = 1_000, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.BOUNDED)
    void aRuleSetAgreesWithTheEvaluator(
            @ForAll("ruleSets") List<String> conditions, @ForAll("deals") List<FakeRecord> deals) {
        List<CompiledRule> rules =
                conditions.stream().map(text -> RuleBuilder.condition(DEAL, text)).toList();

        RuleSet ruleSet = RuleSet.compile(DEAL, rules);

        for (FakeRecord deal : deals) {
            assertThat(ruleSet.matches(Operation.CREATE, deal))
                    .extracting(rule -> rule.definition().name())
                    .isEqualTo(
                            rules.stream()
                                    .filter(rule ->
                                            Evaluator.holds(
                                                    rule.condition().root(), deal.bindings()))
                                    .map(rule -> rule.definition().name())
                                    .toList());
        }
    }

    // Some about anything, some about one field only, which the network then indexes.
    @Provide
    Arbitrary<List<String>> ruleSets() {
        return Arbitraries.oneOf(
                conditions(3).list().ofMinSize(1).ofMaxSize(30),
                Arbitraries.of(DOMAINS)
                        .flatMap(domain -> comparisons(domain).list().ofMinSize(1).ofMaxSize(30)));
    }

    private static Arbitrary<String> conditions(int depth) {
        Arbitrary<String> simple =
                Arbitraries.frequencyOf(
                        Tuple.of(5, comparisons()),
                        Tuple.of(1, Arbitraries.of("open", "hot")),
                        Tuple.of(2, Arbitraries.of(OTHER_CONDITIONS)));
        if (depth == 0) {
            return simple;
        }
        return Arbitraries.frequencyOf(
                Tuple.of(2, simple),
                Tuple.of(1, conditions(depth - 1).map(inner -> "!(" + inner + ")")),
                Tuple.of(2, joined(depth, " && ")),
                Tuple.of(1, joined(depth, " || ")));
    }

    private static Arbitrary<String> joined(int depth, String operator) {
        return Combinators.combine(conditions(depth - 1), conditions(depth - 1))
                .as((left, right) -> "(" + left + operator + right + ")");
    }

    private static Arbitrary<String> comparisons() {
        return Arbitraries.of(DOMAINS).flatMap(RandomConditionsTest::comparisons);
    }

    private static Arbitrary<String> comparisons(Domain domain) {
        return Combinators.combine(
                        Arbitraries.of(operators(domain)),
                        Arbitraries.of(domain.values().keySet()).injectNull(0.1),
                        Arbitraries.of(true, false))
                .as((operator, literal, fieldFirst) ->
                        comparison(domain.field(), operator, literal, fieldFirst));
    }

    private static List<String> operators(Domain domain) {
        return domain.ordered()
                ? List.of("==", "==", "==", "!=", "<", "<=", ">", ">=")
                : List.of("==", "!=");
    }

    private static String comparison(
            String field, String operator, String literal, boolean fieldFirst) {
        if (literal == null) {
            return field + (operator.equals("==") ? " == null" : " != null");
        }
        return fieldFirst
                ? field + " " + operator + " " + literal
                : literal + " " + operator + " " + field;
    }

    @Provide
    Arbitrary<List<FakeRecord>> deals() {
        Arbitrary<FakeRecord> images = Arbitraries.create(ExampleDeals::emptyDeal);
        for (Domain domain : DOMAINS) {
            images = filled(images, domain);
        }
        images = images.map(FakeRecord::saved);
        for (Domain domain : DOMAINS) {
            images = filled(images, domain);
        }
        return images.list().ofMinSize(1).ofMaxSize(5);
    }

    private static Arbitrary<FakeRecord> filled(Arbitrary<FakeRecord> deals, Domain domain) {
        Arbitrary<Object> values = Arbitraries.of(domain.values().values()).injectNull(0.25);
        return Combinators.combine(deals, values)
                .as((deal, value) -> deal.with(domain.field(), value));
    }

    private static String quoted(Object id) {
        return "\"" + id + "\"";
    }
}
