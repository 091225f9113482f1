package dev.armature.rules.drools;

import static dev.armature.rules.testing.ExampleDeals.DEAL;
import static dev.armature.rules.testing.RuleBuilder.condition;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.armature.metadata.definition.RuleDefinition.Operation;
import dev.armature.metadata.expression.Property;
import dev.armature.rules.testing.ExampleDeals;
import dev.armature.rules.testing.FakeRecord;
import java.lang.ref.WeakReference;
import java.math.BigDecimal;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RuleNetworkTest {

    private static RuleNetwork network(String... conditions) {
        return RuleNetwork.compile(
                DEAL, List.of(conditions).stream().map(text -> condition(DEAL, text)).toList());
    }

    private static BitSet matching(RuleNetwork network, FakeRecord deal) {
        return network.matching(Operation.UPDATE, deal::value, deal.bindings());
    }

    @Test
    void oneSessionServesManyEvaluations() {
        RuleNetwork network = network("amount > 0", "stage == \"won\"", "count != 5");

        for (int i = 0; i < 1_000; i++) {
            assertThat(matching(network, ExampleDeals.deal("full")).cardinality()).isEqualTo(3);
            assertThat(matching(network, ExampleDeals.deal("empty")).cardinality()).isEqualTo(1);
        }

        assertThat(network.sessions()).isEqualTo(1);
    }

    @Test
    void manyThreadsGetTheirOwnAnswersAndLeaveOneSession() throws Exception {
        RuleNetwork network =
                RuleNetwork.compile(
                        DEAL,
                        IntStream.range(0, 100)
                                .mapToObj(i ->
                                        condition(
                                                DEAL,
                                                i % 2 == 0
                                                        ? "count == " + i
                                                        : "amount + 0 >= " + i))
                                .toList());
        Callable<Void> evaluations =
                () -> {
                    for (int i = 0; i < 2_000; i++) {
                        int number = i % 100;
                        FakeRecord deal =
                                ExampleDeals.emptyDeal()
                                        .with("count", canonical(number))
                                        .with("amount", canonical(number));
                        BitSet expected = new BitSet();
                        for (int rule = 0; rule < 100; rule++) {
                            expected.set(rule, rule % 2 == 0 ? rule == number : number >= rule);
                        }
                        assertThat(matching(network, deal)).isEqualTo(expected);
                    }
                    return null;
                };

        runByManyThreads(evaluations);

        assertThat(network.sessions()).isEqualTo(1);
    }

    private static BigDecimal canonical(int number) {
        return number == 0 ? BigDecimal.ZERO : BigDecimal.valueOf(number).stripTrailingZeros();
    }

    @Test
    void manyThreadsMayBuildNetworksAtOnce() throws Exception {
        FakeRecord deal = ExampleDeals.deal("full");

        runByManyThreads(() -> {
            for (int i = 0; i < 20; i++) {
                assertThat(
                                matching(
                                        network(
                                                "amount > " + i,
                                                "stage == \"won\"",
                                                "count == " + i,
                                                "count != 7"),
                                        deal))
                        .hasToString(i == 7 ? "{0, 1, 2}" : "{0, 1}");
            }
            return null;
        });
    }

    private static void runByManyThreads(Callable<Void> task) throws Exception {
        try (ExecutorService platform = Executors.newFixedThreadPool(8);
                ExecutorService virtual = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Void>> running =
                    IntStream.range(0, 32)
                            .mapToObj(i -> (i % 2 == 0 ? platform : virtual).submit(task))
                            .toList();
            for (Future<Void> future : running) {
                future.get();
            }
        }
    }

    @Test
    void anEvaluationMayTakePlaceInsideAnother() {
        RuleNetwork network = network("amount > 0", "account.name == \"Acme\"", "count == 7");
        FakeRecord inner = ExampleDeals.deal("full");
        FakeRecord outer = ExampleDeals.deal("full");
        Function<Property, Object> values =
                property -> {
                    assertThat(matching(network, inner).cardinality()).isEqualTo(3);
                    return outer.value(property);
                };

        BitSet matching = network.matching(Operation.UPDATE, values, outer.bindings());

        assertThat(matching.cardinality()).isEqualTo(3);
        assertThat(network.sessions()).isEqualTo(1);
    }

    @Test
    void whatReadingTheRecordThrowsComesOutUnwrappedAndSpoilsNothing() {
        RuleNetwork network = network("amount > 0", "account.name == \"Acme\"");
        IllegalStateException lost = new IllegalStateException("connection lost");
        FakeRecord deal = ExampleDeals.deal("full");

        assertThatThrownBy(() ->
                        network.matching(
                                Operation.UPDATE,
                                property -> {
                                    throw lost;
                                },
                                deal.bindings()))
                .isSameAs(lost);

        assertThat(matching(network, deal).cardinality()).isEqualTo(2);
        assertThat(network.sessions()).isEqualTo(1);
    }

    @Test
    void anErrorDisposesOfItsSession() {
        RuleNetwork network = network("amount > 0");
        FakeRecord deal = ExampleDeals.deal("full");

        assertThatThrownBy(() ->
                        network.matching(
                                Operation.UPDATE,
                                property -> {
                                    throw new OutOfMemoryError("simulated");
                                },
                                deal.bindings()))
                .isInstanceOf(OutOfMemoryError.class);

        assertThat(network.sessions()).isZero();
        assertThat(matching(network, deal).cardinality()).isEqualTo(1);
    }

    @Test
    void aPartThatSeveralConditionsShareIsEvaluatedOnce() {
        RuleNetwork network = network("count != 5", "!(count == 5)", "count != 5 && cost != 5");
        FakeRecord deal = ExampleDeals.deal("full");
        AtomicInteger reads = new AtomicInteger();

        network.matching(
                Operation.UPDATE, deal::value, new CountingBindings(deal.bindings(), reads));

        assertThat(reads).hasValue(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "org.drools.drl.parser.DrlParser",
                "org.drools.compiler.builder.impl.KnowledgeBuilderImpl",
                "org.drools.mvel.MVELConstraint",
                "org.mvel2.MVEL",
                "org.eclipse.jdt.internal.compiler.Compiler"
            })
    void nothingThatMakesCodeOfATextIsOnTheClassPath(String name) {
        assertThatThrownBy(() -> Class.forName(name)).isInstanceOf(ClassNotFoundException.class);
    }

    @Test
    void aRecordIsForgottenAfterItsEvaluation() {
        RuleNetwork network = network("amount > 0", "count != 5");
        WeakReference<FakeRecord> deal = evaluated(network);

        assertThat(isCollected(deal)).isTrue();
        assertThat(network.sessions()).isEqualTo(1);
    }

    private static WeakReference<FakeRecord> evaluated(RuleNetwork network) {
        FakeRecord deal = ExampleDeals.deal("full");
        assertThat(matching(network, deal).cardinality()).isEqualTo(2);
        return new WeakReference<>(deal);
    }

    @Test
    void aNetworkThatNobodyHoldsIsCollectedWithItsSession() {
        WeakReference<RuleNetwork> network = usedNetwork();

        assertThat(isCollected(network)).isTrue();
    }

    private static WeakReference<RuleNetwork> usedNetwork() {
        RuleNetwork network = network("amount > 0", "count != 5");
        matching(network, ExampleDeals.deal("full"));
        return new WeakReference<>(network);
    }

    private static boolean isCollected(WeakReference<?> reference) {
        for (int i = 0; i < 100 && reference.get() != null; i++) {
            System.gc();
        }
        return reference.get() == null;
    }
}
