package dev.armature.rules;

import static dev.armature.rules.testing.RuleBuilder.rule;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.armature.metadata.definition.RuleDefinition.Moment;
import dev.armature.metadata.definition.RuleDefinition.Operation;
import dev.armature.metadata.model.CompiledRule;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.rules.testing.FakeRecord;
import dev.armature.rules.testing.JsonObjects;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class RuleSetTest {

    private static final ObjectModel DEAL =
            JsonObjects.object(
                    """
                    {"name": "deal", "titleField": "name", "fields": [
                      {"name": "name", "type": "text"},
                      {"name": "stage", "type": "select", "options": ["new", "won", "lost"]},
                      {"name": "amount", "type": "decimal"},
                      {"name": "rate", "type": "decimal"},
                      {"name": "discount", "type": "decimal"},
                      {"name": "probability", "type": "decimal"},
                      {"name": "closeDate", "type": "date"},
                      {"name": "tax", "type": "formula", "returns": "decimal", "expression": "amount * rate"}],
                     "rules": [
                      {"name": "later", "moment": "afterCommit", "actions": [
                        {"type": "createRecord", "object": "deal", "values": {"name": "name"}}]},
                      {"name": "low", "moment": "beforeSave", "priority": -5, "actions": [
                        {"type": "setField", "field": "rate", "value": "1"}]},
                      {"name": "off", "moment": "beforeSave", "enabled": false, "actions": [
                        {"type": "setField", "field": "rate", "value": "2"}]},
                      {"name": "high", "moment": "beforeSave", "priority": 5, "actions": [
                        {"type": "setField", "field": "rate", "value": "3"}]}]}
                    """);

    private final FakeRecord deal = new FakeRecord(DEAL);
    private final List<String> fired = new ArrayList<>();

    private void save(CompiledRule... rules) {
        save(RuleSet.compile(DEAL, List.of(rules)));
    }

    private void save(RuleSet ruleSet) {
        ruleSet.fire(
                Operation.UPDATE,
                deal,
                rule -> {
                    fired.add(rule.definition().name());
                    deal.apply(rule);
                });
    }

    private static BigDecimal number(String text) {
        return new BigDecimal(text);
    }

    @Nested
    class Chaining {

        @Test
        void aRuleSetsWhatAnotherWaitsFor() {
            deal.with("stage", "won");

            save(
                    rule(DEAL, "discount").when("probability == 100").set("discount", "5").build(),
                    rule(DEAL, "won").when("stage == \"won\"").set("probability", "100").build());

            assertThat(fired).containsExactly("won", "discount");
            assertThat(deal.get("discount")).isEqualTo(number("5"));
        }

        @Test
        void aRuleTakesAwayWhatAnotherWaitedFor() {
            deal.with("stage", "won");

            save(
                    rule(DEAL, "reopen").when("stage == \"won\"").set("stage", "\"new\"").build(),
                    rule(DEAL, "won").when("stage == \"won\"").set("probability", "100").build());

            assertThat(fired).containsExactly("reopen");
        }

        @Test
        void theFirstInOrderIsLookedForAnewAfterEveryChange() {
            deal.with("stage", "won");

            save(
                    rule(DEAL, "a").when("probability == 1").set("discount", "1").build(),
                    rule(DEAL, "b").when("stage == \"won\"").set("probability", "1").build(),
                    rule(DEAL, "c").when("stage == \"won\"").set("name", "\"x\"").build());

            assertThat(fired).containsExactly("b", "a", "c");
        }

        @Test
        void ofTwoRulesThatSetOneFieldTheLaterWins() {
            save(
                    rule(DEAL, "first").set("probability", "50").build(),
                    rule(DEAL, "second").set("probability", "100").build());

            assertThat(fired).containsExactly("first", "second");
            assertThat(deal.get("probability")).isEqualTo(number("1E+2"));
        }

        @Test
        void aFormulaIsReadAsItStandsAfterEachRule() {
            deal.with("amount", number("10"));

            save(
                    rule(DEAL, "taxed").when("tax > 5").set("name", "\"taxed\"").build(),
                    rule(DEAL, "rate").when("amount > 0").set("rate", "0.6").build());

            assertThat(fired).containsExactly("rate", "taxed");
        }

        @Test
        void theImageBeforeTheChangeStaysAsItIs() {
            deal.with("stage", "new").saved().with("stage", "won");

            save(
                    rule(DEAL, "won")
                            .when("stage == \"won\" && old.stage == \"new\"")
                            .set("probability", "coalesce(old.probability, 0) + 1")
                            .build());

            assertThat(fired).containsExactly("won");
            assertThat(deal.get("probability")).isEqualTo(number("1"));
        }
    }

    @Nested
    class FiringAgain {

        @Test
        void aRuleFiresOnceForOneStateOfTheRecord() {
            deal.with("stage", "won");

            save(rule(DEAL, "won").when("stage == \"won\"").set("probability", "100").build());

            assertThat(fired).containsExactly("won");
        }

        @Test
        void aRuleThatChangesNothingSetsNothingOff() {
            deal.with("probability", number("1E+2"));

            save(
                    rule(DEAL, "waiting").when("probability > 0").set("name", "\"x\"").build(),
                    rule(DEAL, "same").set("probability", "100").build());

            assertThat(fired).containsExactly("waiting", "same");
        }

        @Test
        void aRuleFiresAgainWhenWhatItsConditionReadsHasChanged() {
            deal.with("amount", number("10")).with("rate", number("1"));

            save(
                    rule(DEAL, "large").when("tax > 5").set("discount", "1").build(),
                    rule(DEAL, "rate").when("rate == 1").set("rate", "2").build());

            assertThat(fired).containsExactly("large", "rate", "large");
        }

        @Test
        void aRuleFiresAgainWhenWhatItsActionReadsHasChanged() {
            deal.with("amount", number("10")).with("rate", number("1"));

            save(
                    rule(DEAL, "discount")
                            .when("has(amount)")
                            .set("discount", "amount * rate")
                            .build(),
                    rule(DEAL, "rate").when("stage == null").set("rate", "0.5").build());

            assertThat(fired).containsExactly("discount", "rate", "discount");
            assertThat(deal.get("discount")).isEqualTo(number("5"));
        }

        @Test
        void aRuleThatComesToRestIsNoLoop() {
            deal.with("name", "  trim me ");

            save(rule(DEAL, "trim").when("has(name)").set("name", "trim(name)").build());

            assertThat(fired).containsExactly("trim", "trim");
            assertThat(deal.get("name")).isEqualTo("trim me");
        }
    }

    @Nested
    class Loops {

        @Test
        void aRuleThatFeedsItselfIsNamed() {
            deal.with("probability", BigDecimal.ZERO);
            CompiledRule endless =
                    rule(DEAL, "endless").set("probability", "probability + 1").build();

            RuleLoopException loop =
                    catchThrowableOfType(RuleLoopException.class, () -> save(endless));

            assertThat(loop.rules()).containsExactly(endless);
            assertThat(loop).hasMessageContaining("\"endless\"").hasMessageContaining("100");
            assertThat(fired).hasSize(RuleSet.MAX_REPEATS + 1);
        }

        @Test
        void rulesThatSetEachOtherOffAreNamedAndTheOthersAreNot() {
            deal.with("stage", "new").with("name", " x ");

            assertThatThrownBy(() ->
                            save(
                                    rule(DEAL, "trim").set("name", "trim(name)").build(),
                                    rule(DEAL, "ping")
                                            .when("stage == \"new\"")
                                            .set("stage", "\"won\"")
                                            .build(),
                                    rule(DEAL, "pong")
                                            .when("stage == \"won\"")
                                            .set("stage", "\"new\"")
                                            .build()))
                    .isInstanceOfSatisfying(
                            RuleLoopException.class,
                            loop ->
                                    assertThat(loop.rules())
                                            .extracting(rule -> rule.definition().name())
                                            .containsExactlyInAnyOrder("ping", "pong"));
        }

        @Test
        void moreRulesThanTheBoundMayFireWhenEachFiresOnce() {
            save(
                    RuleSet.compile(
                            DEAL,
                            IntStream.range(0, 3 * RuleSet.MAX_REPEATS)
                                    .mapToObj(i ->
                                            rule(DEAL, "r" + i)
                                                    .set("probability", Integer.toString(i))
                                                    .build())
                                    .toList()));

            assertThat(fired).hasSize(3 * RuleSet.MAX_REPEATS);
            assertThat(deal.get("probability")).isEqualTo(number("299"));
        }
    }

    @Nested
    class Failures {

        @Test
        void aConditionThatCannotBeComputedNamesItsRule() {
            deal.with("amount", number("1E+30"));
            CompiledRule sound = rule(DEAL, "sound").when("amount > 1").build();
            CompiledRule broken = rule(DEAL, "broken").when("days(amount) > days(1)").build();
            RuleSet ruleSet = RuleSet.compile(DEAL, List.of(sound, broken));

            RuleConditionException failure =
                    catchThrowableOfType(RuleConditionException.class, () -> save(ruleSet));

            assertThat(failure.rule()).isEqualTo(broken);
            assertThat(failure)
                    .hasMessageContaining("\"broken\"")
                    .hasCauseInstanceOf(ArithmeticException.class);
            assertThat(fired).isEmpty();
            assertThat(ruleSet.matches(Operation.UPDATE, new FakeRecord(DEAL))).isEmpty();
        }

        @Test
        void whatAnActionThrowsPassesUnchanged() {
            RuleSet ruleSet = RuleSet.compile(DEAL, List.of(rule(DEAL, "a").build()));
            IllegalStateException refused = new IllegalStateException("refused");

            assertThatThrownBy(() ->
                            ruleSet.fire(
                                    Operation.UPDATE,
                                    deal,
                                    rule -> {
                                        throw refused;
                                    }))
                    .isSameAs(refused);
        }
    }

    @Nested
    class Matching {

        @Test
        void aRuleWithoutAConditionAlwaysMatches() {
            CompiledRule always = rule(DEAL, "always").build();

            assertThat(RuleSet.compile(DEAL, List.of(always)).matches(Operation.CREATE, deal))
                    .containsExactly(always);
        }

        @Test
        void aRuleIsAboutTheOperationsItNames() {
            CompiledRule created = rule(DEAL, "created").on(Operation.CREATE).build();
            CompiledRule gone = rule(DEAL, "gone").on(Operation.DELETE).build();
            CompiledRule saved = rule(DEAL, "saved").build();
            RuleSet ruleSet = RuleSet.compile(DEAL, List.of(created, gone, saved));

            assertThat(ruleSet.matches(Operation.CREATE, deal)).containsExactly(created, saved);
            assertThat(ruleSet.matches(Operation.UPDATE, deal)).containsExactly(saved);
            assertThat(ruleSet.matches(Operation.DELETE, deal)).containsExactly(gone);
        }

        @Test
        void rulesMatchInTheirOrderWhateverTheirConditions() {
            deal.with("amount", number("5")).with("stage", "won");
            List<CompiledRule> rules =
                    List.of(
                            rule(DEAL, "range").when("amount > 1").build(),
                            rule(DEAL, "predicate").when("amount != 1").build(),
                            rule(DEAL, "equal").when("stage == \"won\"").build(),
                            rule(DEAL, "always").build());

            assertThat(RuleSet.compile(DEAL, rules).matches(Operation.UPDATE, deal))
                    .isEqualTo(rules);
        }

        @Test
        void noRulesMatchNothing() {
            RuleSet empty = RuleSet.compile(DEAL, List.of());

            assertThat(empty.matches(Operation.UPDATE, deal)).isEmpty();
            save(empty);
            assertThat(fired).isEmpty();
        }

        @Test
        void theRulesOfAMomentAreTheEnabledOnesByPriority() {
            assertThat(RuleSet.compile(DEAL, Moment.BEFORE_SAVE).rules())
                    .extracting(rule -> rule.definition().name())
                    .containsExactly("high", "low");
            assertThat(RuleSet.compile(DEAL, Moment.AFTER_COMMIT).rules())
                    .extracting(rule -> rule.definition().name())
                    .containsExactly("later");
        }
    }
}
