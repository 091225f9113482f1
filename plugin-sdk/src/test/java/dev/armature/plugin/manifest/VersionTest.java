package dev.armature.plugin.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Versions and ranges of them. */
class VersionTest {

    @Test
    void versionsHaveAnOrder() {
        List<Version> inOrder =
                List.of(
                                "0.9.9",
                                "1.0.0-alpha",
                                "1.0.0-alpha.1",
                                "1.0.0-rc.9",
                                "1.0.0-rc.10",
                                "1.0.0",
                                "1.0.1",
                                "1.2.0",
                                "1.10.0",
                                "2.0.0-beta",
                                "2.0.0")
                        .stream()
                        .map(Version::parse)
                        .map(Objects::requireNonNull)
                        .toList();

        assertThat(inOrder).isSorted();
        assertThat(inOrder.get(4)).hasToString("1.0.0-rc.10");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "1.2",
                "1.2.3.4",
                "v1.2.3",
                "1.02.3",
                "1.2.3+5",
                "1.2.-3",
                "1.2.9999999999",
                " 1.2.3"
            })
    void isNoVersion(String text) {
        assertThat(Version.parse(text)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "*, 0.0.1 9.9.9, ",
        ">=1.0 <2, 1.0.0 1.99.0, 0.9.9 2.0.0",
        "^1.2, 1.2.0 1.3.9, 1.1.9 2.0.0",
        "^1.2.3, 1.2.3 1.9.0, 1.2.2 2.0.0",
        "^0.2.3, 0.2.3 0.2.9, 0.3.0 1.0.0",
        "^0.0.3, 0.0.3, 0.0.4",
        "~1.2, 1.2.0 1.2.9, 1.3.0 1.1.9",
        "1.2.3, 1.2.3, 1.2.4 1.2.2",
        "=1.2.3, 1.2.3, 1.2.4",
        ">1.0.0 <=1.2.0, 1.0.1 1.2.0, 1.0.0 1.2.1",
        ">=1.0.0-rc.1, 1.0.0-rc.2 1.0.0, 1.0.0-beta"
    })
    void aRangeContains(String range, String inside, String outside) {
        VersionRange parsed = VersionRange.parse(range);

        assertThat(versions(inside)).allMatch(parsed::contains);
        assertThat(versions(outside)).noneMatch(parsed::contains);
    }

    private static List<Version> versions(String texts) {
        return texts == null
                ? List.of()
                : List.of(texts.split(" ", -1)).stream()
                        .map(Version::parse)
                        .map(Objects::requireNonNull)
                        .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "1.x", ">= 1", "1 || 2", "^", "1.2.3.4", ">=1,<2"})
    void isNoRange(String text) {
        assertThat(VersionRange.parse(text)).isNull();
    }
}
