package dev.armature.metadata.expression;

import static dev.armature.metadata.expression.Parameter.CLOCK;
import static dev.armature.metadata.expression.Parameter.DATE;
import static dev.armature.metadata.expression.Parameter.DATE_TIME;
import static dev.armature.metadata.expression.Parameter.NUMBER;
import static dev.armature.metadata.expression.Signature.takes;

import dev.armature.metadata.expression.ValueType.Scalar;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.time.temporal.IsoFields;
import org.jspecify.annotations.Nullable;

/** Functions of dates, times, moments and durations. A week begins on Monday. */
public enum DateFunction implements Function {
    YEAR(
            "year",
            takes(DATE).gives(Scalar.NUMBER),
            a -> Numbers.of(a.date(0).getYear()),
            "Its year",
            "year(date(\"2026-03-31\"))",
            "2026"),
    QUARTER(
            "quarter",
            takes(DATE).gives(Scalar.NUMBER),
            a -> Numbers.of(a.date(0).get(IsoFields.QUARTER_OF_YEAR)),
            "Its quarter, 1 to 4",
            "quarter(date(\"2026-03-31\"))",
            "1"),
    MONTH(
            "month",
            takes(DATE).gives(Scalar.NUMBER),
            a -> Numbers.of(a.date(0).getMonthValue()),
            "Its month, 1 to 12",
            "month(date(\"2026-03-31\"))",
            "3"),
    WEEK(
            "week",
            takes(DATE).gives(Scalar.NUMBER),
            a -> Numbers.of(a.date(0).get(IsoFields.WEEK_OF_WEEK_BASED_YEAR)),
            "Its week after ISO 8601, 1 to 53: the first has the year's first Thursday",
            "week(date(\"2027-01-01\"))",
            "53"),
    DAY(
            "day",
            takes(DATE).gives(Scalar.NUMBER),
            a -> Numbers.of(a.date(0).getDayOfMonth()),
            "Its day of the month",
            "day(date(\"2026-03-31\"))",
            "31"),
    DAY_OF_WEEK(
            "dayOfWeek",
            takes(DATE).gives(Scalar.NUMBER),
            a -> Numbers.of(a.date(0).getDayOfWeek().getValue()),
            "Its day of the week, from 1 for Monday to 7",
            "dayOfWeek(date(\"2026-03-31\"))",
            "2"),
    DAY_OF_YEAR(
            "dayOfYear",
            takes(DATE).gives(Scalar.NUMBER),
            a -> Numbers.of(a.date(0).getDayOfYear()),
            "Its day of the year, 1 to 366",
            "dayOfYear(date(\"2026-03-31\"))",
            "90"),
    HOUR(
            "hour",
            takes(CLOCK).gives(Scalar.NUMBER),
            a -> Numbers.of(clock(a).getHour()),
            "Its hour, 0 to 23; of a moment, in the tenant's time zone",
            "hour(time(\"09:30\"))",
            "9"),
    MINUTE(
            "minute",
            takes(CLOCK).gives(Scalar.NUMBER),
            a -> Numbers.of(clock(a).getMinute()),
            "Its minute, likewise",
            "minute(time(\"09:30\"))",
            "30"),
    DATE_OF(
            "dateOf",
            takes(DATE_TIME).gives(Scalar.DATE),
            a -> LocalDate.ofInstant((Instant) a.value(0), a.zone()),
            "Its day in the tenant's time zone (in the example, UTC)",
            "dateOf(timestamp(\"2026-03-15T22:30:00Z\"))",
            "date(\"2026-03-15\")"),
    TIME_OF(
            "timeOf",
            takes(DATE_TIME).gives(Scalar.TIME),
            DateFunction::clock,
            "Its time of day in the tenant's time zone (in the example, UTC)",
            "timeOf(timestamp(\"2026-03-15T22:30:00Z\"))",
            "time(\"22:30\")"),
    ADD_MONTHS(
            "addMonths",
            takes(DATE, NUMBER).gives(Scalar.DATE),
            a -> plusMonths(a.date(0), a.whole(1, -12 * Limits.YEARS, 12 * Limits.YEARS)),
            "So many months later, on the last day of the month where it is shorter; null outside the years 1 to 9999",
            "addMonths(date(\"2026-01-31\"), 1)",
            "date(\"2026-02-28\")"),
    ADD_YEARS(
            "addYears",
            takes(DATE, NUMBER).gives(Scalar.DATE),
            a -> plusMonths(a.date(0), 12 * a.whole(1, -Limits.YEARS, Limits.YEARS)),
            "So many years later, likewise",
            "addYears(date(\"2028-02-29\"), 1)",
            "date(\"2029-02-28\")"),
    START_OF_WEEK(
            "startOfWeek",
            takes(DATE).gives(Scalar.DATE),
            a -> inRange(startOfWeek(a.date(0))),
            "The Monday of its week",
            "startOfWeek(date(\"2026-03-15\"))",
            "date(\"2026-03-09\")"),
    START_OF_MONTH(
            "startOfMonth",
            takes(DATE).gives(Scalar.DATE),
            a -> inRange(a.date(0).withDayOfMonth(1)),
            "The first day of its month",
            "startOfMonth(date(\"2026-03-15\"))",
            "date(\"2026-03-01\")"),
    START_OF_QUARTER(
            "startOfQuarter",
            takes(DATE).gives(Scalar.DATE),
            a -> inRange(startOfQuarter(a.date(0))),
            "The first day of its quarter",
            "startOfQuarter(date(\"2026-03-15\"))",
            "date(\"2026-01-01\")"),
    START_OF_YEAR(
            "startOfYear",
            takes(DATE).gives(Scalar.DATE),
            a -> inRange(a.date(0).withDayOfYear(1)),
            "The first day of its year",
            "startOfYear(date(\"2026-03-15\"))",
            "date(\"2026-01-01\")"),
    END_OF_WEEK(
            "endOfWeek",
            takes(DATE).gives(Scalar.DATE),
            a -> inRange(startOfWeek(a.date(0)).plusDays(6)),
            "The Sunday of its week",
            "endOfWeek(date(\"2026-03-09\"))",
            "date(\"2026-03-15\")"),
    END_OF_MONTH(
            "endOfMonth",
            takes(DATE).gives(Scalar.DATE),
            a -> inRange(a.date(0).withDayOfMonth(a.date(0).lengthOfMonth())),
            "The last day of its month",
            "endOfMonth(date(\"2028-02-15\"))",
            "date(\"2028-02-29\")"),
    END_OF_QUARTER(
            "endOfQuarter",
            takes(DATE).gives(Scalar.DATE),
            a -> inRange(startOfQuarter(a.date(0)).plusMonths(3).minusDays(1)),
            "The last day of its quarter",
            "endOfQuarter(date(\"2026-02-15\"))",
            "date(\"2026-03-31\")"),
    END_OF_YEAR(
            "endOfYear",
            takes(DATE).gives(Scalar.DATE),
            a -> inRange(a.date(0).withDayOfYear(a.date(0).lengthOfYear())),
            "The last day of its year",
            "endOfYear(date(\"2026-03-15\"))",
            "date(\"2026-12-31\")"),
    DAYS_BETWEEN(
            "daysBetween",
            takes(DATE, DATE).gives(Scalar.NUMBER),
            a -> Numbers.of(a.date(1).toEpochDay() - a.date(0).toEpochDay()),
            "How many days the second is after the first",
            "daysBetween(date(\"2026-02-28\"), date(\"2026-03-01\"))",
            "1"),
    WEEKS(
            "weeks",
            takes(NUMBER).gives(Scalar.DURATION),
            a -> seconds(a, 604_800),
            "So many times seven days, to the second",
            "date(\"2026-02-28\") + weeks(1)",
            "date(\"2026-03-07\")"),
    DAYS(
            "days",
            takes(NUMBER).gives(Scalar.DURATION),
            a -> seconds(a, 86_400),
            "So many times 24 hours, to the second",
            "date(\"2026-02-28\") + days(1)",
            "date(\"2026-03-01\")"),
    HOURS(
            "hours",
            takes(NUMBER).gives(Scalar.DURATION),
            a -> seconds(a, 3_600),
            "So many hours, to the second",
            "hours(36)",
            "days(1.5)"),
    MINUTES(
            "minutes",
            takes(NUMBER).gives(Scalar.DURATION),
            a -> seconds(a, 60),
            "So many minutes, to the second",
            "minutes(90)",
            "hours(1.5)");

    /** What constants above refer to cannot be a constant of the enum itself. */
    private interface Limits {
        /** From any date that a field holds, so many years lead to none. */
        int YEARS = 10_000;
    }

    private final Description description;

    DateFunction(
            String spelling,
            Signature signature,
            Body body,
            String meaning,
            String example,
            String is) {
        this.description = new Description(spelling, signature, body, meaning, example, is);
    }

    @Override
    public Description description() {
        return description;
    }

    /** The date, if it is one that fields can hold. */
    static @Nullable LocalDate inRange(LocalDate date) {
        return date.getYear() >= 1 && date.getYear() <= 9999 ? date : null;
    }

    private static @Nullable LocalDate plusMonths(LocalDate date, int months) {
        return inRange(date.plusMonths(months));
    }

    private static LocalDate startOfWeek(LocalDate date) {
        return date.minusDays(date.getDayOfWeek().getValue() - 1L);
    }

    private static LocalDate startOfQuarter(LocalDate date) {
        return date.with(IsoFields.DAY_OF_QUARTER, 1);
    }

    private static LocalTime clock(Arguments arguments) {
        return arguments.value(0) instanceof Instant moment
                ? LocalTime.ofInstant(moment, arguments.zone()).truncatedTo(ChronoUnit.MICROS)
                : (LocalTime) arguments.value(0);
    }

    private static Duration seconds(Arguments arguments, int unit) {
        BigDecimal seconds = arguments.number(0).multiply(BigDecimal.valueOf(unit));
        return Duration.ofSeconds(seconds.setScale(0, RoundingMode.HALF_UP).longValueExact());
    }
}
