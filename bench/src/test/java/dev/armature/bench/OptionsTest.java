package dev.armature.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.armature.bench.Options.Part;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command line. */
class OptionsTest {

    @Test
    void everythingIsMeasuredWhenNothingIsNamed() {
        assertThat(Options.read().parts()).containsExactly(Part.values());
        assertThat(Options.read("all", "http").parts()).containsExactly(Part.values());
        assertThat(Options.read("--quick").quick()).isTrue();
        assertThat(Options.read("--help").help()).isTrue();
    }

    @Test
    void partsAndRecordsAreTakenAsTheyAreNamed() {
        Options options = Options.read("http", "fields", "--records", "5000");

        assertThat(options.parts()).containsExactly(Part.HTTP, Part.FIELDS);
        assertThat(options.records()).isEqualTo(5_000);
        assertThat(options.quick()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"htp", "--slow", "", "--records", "--records 5", "--records many"})
    void whatIsNotKnownIsRefused(String line) {
        assertThatThrownBy(() -> Options.read(line.split(" ", -1)))
                .isInstanceOf(BenchException.class);
    }
}
