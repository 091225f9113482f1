package dev.armature.bench.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Percentiles and ratios, by figures that can be counted on fingers. */
class StatisticsTest {

    @Test
    void aPercentileIsAValueThatWasMeasured() {
        long[] hundred = LongStream.rangeClosed(1, 100).toArray();

        assertThat(Percentiles.of(hundred, 50)).isEqualTo(50);
        assertThat(Percentiles.of(hundred, 95)).isEqualTo(95);
        assertThat(Percentiles.of(hundred, 100)).isEqualTo(100);
        assertThat(Percentiles.of(hundred, 0.1)).isEqualTo(1);
        assertThat(Percentiles.of(new long[] {7}, 95)).isEqualTo(7);
        assertThat(Percentiles.of(new long[] {1, 2, 3}, 50)).isEqualTo(2);
    }

    @Test
    void thereIsNoPercentileOfNothingOrBeyondTheEnds() {
        assertThatThrownBy(() -> Percentiles.of(new long[0], 50))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Percentiles.of(new long[] {1}, 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Percentiles.of(new long[] {1}, 101))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Percentiles.of(new long[] {1}, Double.NaN))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aSpreadHasTheMiddleOfOddAndEvenNumbers() {
        assertThat(Spread.of(List.of(3.0, 1.0, 2.0))).isEqualTo(new Spread(1, 2, 3));
        assertThat(Spread.of(List.of(4.0, 1.0, 2.0, 3.0))).isEqualTo(new Spread(1, 2.5, 4));
        assertThatThrownBy(() -> Spread.of(List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aRoundCountsRequestsAndWhatEachCost() {
        Round round = round(4, 2_000, 8, 4);

        assertThat(round.perSecond()).isEqualTo(2);
        assertThat(round.serviceMicros()).isEqualTo(2_000);
        assertThat(round.databaseMicros()).isEqualTo(1_000);
        assertThat(round.percentile(50)).isEqualTo(1);
    }

    @Test
    void roundsAreJoinedByTheirTimeAndNotByTheirRates() {
        Round joined = Round.join(List.of(round(1, 1_000, 1, 1), round(9, 1_000, 1, 1)));

        assertThat(joined.perSecond()).isEqualTo(5);
        assertThat(joined.latencies()).hasSize(10);
    }

    @Test
    void theRatioIsTheMiddleOfTheBlocks() {
        Comparison comparison = new Comparison();
        comparison.add(
                List.of(round(10, 1_000, 10, 10), round(10, 1_000, 10, 10)),
                List.of(round(10, 500, 5, 5), round(10, 500, 5, 5)));
        comparison.add(List.of(round(10, 1_000, 10, 10)), List.of(round(10, 1_000, 5, 5)));
        comparison.add(List.of(round(10, 1_000, 10, 10)), List.of(round(10, 250, 5, 5)));

        assertThat(comparison.ratio()).isEqualTo(new Spread(0.25, 0.5, 1));
        assertThat(comparison.cpuRatio()).isCloseTo(2, within(1e-9));
    }

    private static Round round(int requests, int millis, int serviceCpu, int databaseCpu) {
        return new Round(
                Duration.ofMillis(millis),
                LongStream.rangeClosed(1, requests).map(i -> 1_000_000L).boxed().toList(),
                Duration.ofMillis(serviceCpu),
                Duration.ofMillis(databaseCpu));
    }
}
