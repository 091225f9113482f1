package dev.armature.rules.drools;

import static dev.armature.rules.testing.RuleBuilder.condition;
import static org.assertj.core.api.Assertions.assertThat;

import dev.armature.metadata.definition.RuleDefinition.Operation;
import dev.armature.metadata.model.CompiledRule;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.rules.testing.FakeRecord;
import dev.armature.rules.testing.JsonObjects;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What goes wrong in Drools 10.2 unless it is guarded against, each with as many rules as change
 * the network's ways: it hashes equalities from 3 on and indexes ranges from 9 on.
 */
class DroolsTrapsTest {

    // The hashes of the names aAa and aBB are the same.
    private static final ObjectModel THING =
            JsonObjects.object(
                    """
                    {"name": "thing", "titleField": "name", "fields": [
                      {"name": "name", "type": "text"},
                      {"name": "number", "type": "decimal"},
                      {"name": "day", "type": "date"},
                      {"name": "moment", "type": "dateTime"},
                      {"name": "flag", "type": "boolean"},
                      {"name": "aAa", "type": "text"},
                      {"name": "aBB", "type": "text"},
                      {"name": "parent", "type": "reference", "target": "thing"}]}
                    """);

    private final FakeRecord thing = new FakeRecord(THING);

    private BitSet matching(List<String> conditions) {
        List<CompiledRule> rules = conditions.stream().map(text -> condition(THING, text)).toList();
        return RuleNetwork.compile(THING, rules)
                .matching(Operation.UPDATE, thing::value, thing.bindings());
    }

    private static BitSet only(int... numbers) {
        BitSet set = new BitSet();
        IntStream.of(numbers).forEach(set::set);
        return set;
    }

    /** The conditions, and after them others of the same form that do not hold. */
    private static List<String> among(int size, String form, String... conditions) {
        List<String> all = new ArrayList<>(List.of(conditions));
        IntStream.range(all.size(), Math.max(size, all.size()))
                .forEach(i -> all.add(form.formatted(i)));
        return all;
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 10, 1_000})
    void literalsThatLookAlikeAreNotTakenForEachOther(int size) {
        thing.with("number", BigDecimal.ONE).with("name", "true");

        assertThat(
                        matching(
                                among(
                                        size,
                                        "name == \"no %d\"",
                                        "name == \"1\"",
                                        "number == 1",
                                        "flag == true",
                                        "name == \"true\"")))
                .isEqualTo(only(1, 3));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 10, 1_000})
    void fieldsWhoseNamesHaveOneHashAreNotTakenForEachOther(int size) {
        assertThat("aAa").hasSameHashCodeAs("aBB");
        thing.with("aAa", "x");

        assertThat(
                        matching(
                                among(
                                        size,
                                        "aBB == \"no %d\"",
                                        "aBB == \"x\"",
                                        "aAa == \"x\"",
                                        "aAa == \"y\"")))
                .isEqualTo(only(1));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 8, 9, 10, 11, 1_000})
    void anEqualityMeansTheSameInAHashedAndInAPlainNetwork(int size) {
        thing.with("number", new BigDecimal("1E+2")).with("name", "x");

        assertThat(matching(among(size, "number == -%d", "number == 100.00"))).isEqualTo(only(0));
        assertThat(matching(among(size, "name == \"%d\"", "name == \"x\""))).isEqualTo(only(0));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 8, 9, 10, 11, 1_000})
    void aRangeMeansTheSameInAnIndexedAndInAPlainNetwork(int size) {
        thing.with("number", BigDecimal.TWO)
                .with("day", LocalDate.parse("2026-01-02"))
                .with("moment", Instant.parse("2026-01-02T00:00:00.000001Z"));

        assertThat(
                        matching(
                                among(
                                        size,
                                        "number > %d000",
                                        "number > 2",
                                        "number >= 2.00",
                                        "number < 2.0",
                                        "number <= 2",
                                        "1.99 < number")))
                .isEqualTo(only(1, 3, 4));
        assertThat(
                        matching(
                                among(
                                        size,
                                        "day > \"2026-02-01\" && number > %d",
                                        "day > \"2026-01-01\"")))
                .isEqualTo(only(0));
        assertThat(
                        matching(
                                among(
                                        size,
                                        "moment > \"2026-02-01T00:00:00.%06dZ\"",
                                        "moment > \"2026-01-02T00:00:00Z\"",
                                        "moment > \"2026-01-02T00:00:00.000001Z\"")))
                .isEqualTo(only(0));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 8, 9, 10, 1_000})
    void aFieldWithoutAValueMatchesNoComparison(int size) {
        assertThat(matching(among(size, "number > -%d", "number > 0"))).isEqualTo(only());
        assertThat(matching(among(size, "number == %d", "number == 0"))).isEqualTo(only());
        assertThat(matching(among(size, "name == \"%d\"", "name == \"\""))).isEqualTo(only());
        assertThat(matching(among(size, "day < \"%04d-01-01\"", "day < \"9999-12-31\"")))
                .isEqualTo(only());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 10, 1_000})
    void aFieldWithoutAValueIsNotEqualToAnything(int size) {
        assertThat(matching(among(size, "number == %d", "number != 5"))).isEqualTo(only(0));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 10, 1_000})
    void textsAreOrderedByCodePointHoweverManyRules(int size) {
        thing.with("name", "😀");

        assertThat(matching(among(size, "name > \"😀%d\"", "name > \"\uFFFD\"")))
                .isEqualTo(only(0));
    }

    @Test
    void rulesThatSayTheSameAllMatch() {
        thing.with("number", new BigDecimal("1E+1")).with("name", "x");

        assertThat(
                        matching(
                                List.of(
                                        "number > 1",
                                        "number > 1.0",
                                        "1 < number",
                                        "!(number <= 1)",
                                        "name == \"x\" && number == 10",
                                        "number == 10.0 && name == \"x\"",
                                        "name == \"x\" && name == \"x\"",
                                        "!(name != \"x\" || number != 10)",
                                        "number > 1",
                                        "number > 1",
                                        "number > 1",
                                        "number > 1")))
                .isEqualTo(only(IntStream.range(0, 12).toArray()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "name == \"%d\"",
                "number == %d",
                "number > %d",
                "day == \"%04d-01-01\"",
                "day > \"%04d-01-01\"",
                "moment == \"%04d-01-01T00:00:00Z\"",
                "moment > \"%04d-01-01T00:00:00Z\"",
                "parent == \"00000000-0000-0000-0000-%012d\""
            })
    void aFieldIsReadOnceForAThousandComparisonsWithIt(String form) {
        thing.with("name", "7")
                .with("number", BigDecimal.ONE)
                .with("day", LocalDate.parse("0007-01-01"))
                .with("moment", Instant.parse("0007-01-01T00:00:00Z"))
                .with("parent", UUID.fromString("00000000-0000-0000-0000-000000000007"));
        List<String> conditions =
                IntStream.rangeClosed(1, 1_000).mapToObj(form::formatted).toList();

        assertThat(matching(conditions).cardinality()).isLessThan(10);

        assertThat(thing.reads()).isEqualTo(1);
    }
}
