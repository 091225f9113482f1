package dev.armature.engine.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContradictionTest {

    private static boolean isSeenIn(String filter) {
        return Contradiction.isIn(
                Objects.requireNonNull(RecordQuery.of(DealModel.DEAL).withFilter(filter).filter()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "stage == \"won\" && stage == \"lost\"",
                "\"won\" == stage && stage == \"lost\"",
                "stage in [\"won\", \"lost\"] && stage in [\"new\"]",
                "stage in [\"won\", \"lost\"] && amount > 1 && (stage != \"won\" && stage != \"lost\")",
                "stage == \"won\" && stage != \"won\"",
                "name == \"a\" && name in [\"A\", \"b\"]",
                "account.name == \"a\" && stage == \"won\" && account.name == \"b\"",
            })
    void whatNothingCanMeetIsSeen(String filter) {
        assertThat(isSeenIn(filter)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "stage == \"won\"",
                "stage in [\"won\", \"lost\"] && stage in [\"new\", \"lost\"]",
                "stage in [\"won\", \"lost\"] && stage != \"won\"",
                "stage == \"won\" || stage == \"lost\"",
                "!(stage == \"won\" && stage == \"lost\")",
                "stage == \"won\" && name == \"lost\"",
                "stage != \"won\" && stage != \"lost\"",
                "account.name == \"a\" && name == \"b\"",
                "amount == 1.0 && amount == 1.00",
                "stage == null && stage == \"won\"",
                "stage in [\"won\", name] && stage == \"lost\"",
            })
    void whatMayBeMetIsLeftToTheDatabase(String filter) {
        assertThat(isSeenIn(filter)).isFalse();
    }
}
