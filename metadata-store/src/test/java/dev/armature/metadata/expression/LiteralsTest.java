package dev.armature.metadata.expression;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.jspecify.annotations.Nullable;

/** What is read by hand is what the published pattern says. */
class LiteralsTest {

    private static final Pattern ID = Pattern.compile(Literals.ID_PATTERN);
    private static final Pattern DATE = Pattern.compile(Literals.DATE_PATTERN);
    private static final Pattern DATE_TIME = Pattern.compile(Literals.DATE_TIME_PATTERN);

    @Property
    void anIdIsReadInEitherCase(@ForAll long most, @ForAll long least) {
        UUID id = new UUID(most, least);

        assertThat(Literals.id(id.toString())).isEqualTo(id);
        assertThat(Literals.id(id.toString().toUpperCase(Locale.ROOT))).isEqualTo(id);
    }

    @Property
    void anIdWithAnotherCharacterIsOneIfThePatternSaysSo(
            @ForAll @IntRange(max = 35) int place, @ForAll @CharRange(to = '\u00ff') char other) {
        StringBuilder written = new StringBuilder("0190a5f0-7c3e-7a1b-8f00-0123456789ab");
        written.setCharAt(place, other);

        assertThat(Literals.id(written.toString()) != null)
                .isEqualTo(ID.matcher(written).matches());
    }

    @Property
    void whatHasTheLettersOfAnIdIsNoneUnlessItHasItsForm(
            @ForAll @StringLength(min = 34, max = 38) @Chars({'0', 'a', 'F', '-', 'g', '\n'})
                    String written) {
        assertThat(Literals.id(written) != null).isEqualTo(ID.matcher(written).matches());
    }

    /** As the pattern and the runtime's own parser say together. */
    private static @Nullable LocalDate expectedDate(String written) {
        try {
            LocalDate date = DATE.matcher(written).matches() ? LocalDate.parse(written) : null;
            return date == null || date.getYear() < 1 ? null : date;
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static @Nullable Instant expectedDateTime(String written) {
        try {
            Instant instant =
                    DATE_TIME.matcher(written).matches()
                            ? OffsetDateTime.parse(written)
                                    .toInstant()
                                    .truncatedTo(ChronoUnit.MICROS)
                            : null;
            int year = instant == null ? 0 : instant.atOffset(ZoneOffset.UTC).getYear();
            return year < 1 || year > 9999 ? null : instant;
        } catch (DateTimeException e) {
            return null;
        }
    }

    @Property
    void aDayIsReadAsTheRuntimeReadsIt(
            @ForAll @IntRange(max = 10_000) int year,
            @ForAll @IntRange(max = 13) int month,
            @ForAll @IntRange(max = 32) int day) {
        String written = "%04d-%02d-%02d".formatted(year, month, day);

        assertThat(Literals.date(written)).isEqualTo(expectedDate(written));
    }

    @Property
    void aMomentIsReadAsTheRuntimeReadsIt(
            @ForAll("moments") String written,
            @ForAll @IntRange(max = 36) int place,
            @ForAll @Chars({'0', '9', ':', '-', '+', 'Z', 'z', 'T', 't', '.', ' ', '\u0664'})
                    char other) {
        assertThat(Literals.dateTime(written)).isEqualTo(expectedDateTime(written));

        StringBuilder changed = new StringBuilder(written);
        changed.setCharAt(place % written.length(), other);
        assertThat(Literals.dateTime(changed.toString()))
                .as(changed.toString())
                .isEqualTo(expectedDateTime(changed.toString()));
        assertThat(Literals.date(changed.toString())).isEqualTo(expectedDate(changed.toString()));
    }

    @Provide
    static Arbitrary<String> moments() {
        Arbitrary<String> days =
                Arbitraries.integers()
                        .between(0, 9_999)
                        .flatMap(year ->
                                Arbitraries.of("-01-31", "-02-29", "-12-31", "-13-01", "-04-31")
                                        .map(day -> "%04d%s".formatted(year, day)));
        Arbitrary<String> times =
                Arbitraries.of(
                        "T00:00:00",
                        "t23:59:59",
                        "T24:00:00",
                        "T12:60:00",
                        "T12:00:60",
                        "T1:00:00");
        Arbitrary<String> fractions =
                Arbitraries.of("", ".", ".5", ".123456789", ".000000001", ".1234567890");
        Arbitrary<String> zones =
                Arbitraries.of(
                        "Z", "z", "", "+05:45", "-00:30", "-00:00", "+18:00", "+18:01", "-19:00",
                        "+05:60", "+0545", "Z1");
        return Combinators.combine(days, times, fractions, zones)
                .as((day, time, fraction, zone) -> day + time + fraction + zone);
    }
}
