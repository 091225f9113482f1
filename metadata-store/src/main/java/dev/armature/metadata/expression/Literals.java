package dev.armature.metadata.expression;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The written forms of dates, times, durations, moments and ids, wherever they come in:
 * expressions, JSON and CSV.
 */
public final class Literals {

    /** How a day is written; ECMA 262 reads it as Java does. */
    public static final String DATE_PATTERN = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$";

    /** How a moment is written; ECMA 262 reads it as Java does. */
    public static final String DATE_TIME_PATTERN =
            "^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,9})?([Zz]|[+-][0-9]{2}:[0-9]{2})$";

    /** How a time of day is written; ECMA 262 reads it as Java does. */
    public static final String TIME_PATTERN =
            "^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\\.[0-9]{1,9})?)?$";

    /** How a duration is written, after ISO 8601; ECMA 262 reads it as Java does. */
    public static final String DURATION_PATTERN =
            "^-?P(?=[-0-9T])(-?[0-9]{1,6}D)?(T(?=[-0-9])(-?[0-9]{1,8}H)?(-?[0-9]{1,10}M)?(-?[0-9]{1,12}(\\.[0-9]{1,9})?S)?)?$";

    /** How an id is written; ECMA 262 reads it as Java does. */
    public static final String ID_PATTERN =
            "^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$";

    /** The longest duration: a hundred years. */
    public static final Duration MAX_DURATION = Duration.ofDays(36_525);

    private static final Pattern TIME = Pattern.compile(TIME_PATTERN);
    private static final Pattern DURATION = Pattern.compile(DURATION_PATTERN);
    private static final int ID_LENGTH = 36;

    private Literals() {}

    /** The value written for a type; null when the type has no written form or this is not it. */
    static @Nullable Object parse(String written, ValueType type) {
        if (type == ValueType.Scalar.DATE) {
            return date(written);
        }
        if (type == ValueType.Scalar.TIME) {
            return time(written);
        }
        if (type == ValueType.Scalar.DATE_TIME) {
            return dateTime(written);
        }
        if (type == ValueType.Scalar.DURATION) {
            return duration(written);
        }
        return type == ValueType.Scalar.USER || type instanceof ValueType.Reference
                ? id(written)
                : null;
    }

    /** A day from 0001-01-01 to 9999-12-31 as {@code YYYY-MM-DD}; null if it is none. */
    public static @Nullable LocalDate date(String written) {
        LocalDate date = new WrittenMoment(written).readDate();
        return date != null && date.getYear() >= 1 ? date : null;
    }

    /** A time of day such as {@code 09:30} or {@code 09:30:15.5}, cut to microseconds; or null. */
    public static @Nullable LocalTime time(String written) {
        return TIME.matcher(written).matches()
                ? LocalTime.parse(written).truncatedTo(ChronoUnit.MICROS)
                : null;
    }

    /**
     * A duration such as {@code PT1H30M} or {@code P2D}, cut to microseconds; null if it is none or
     * longer than {@link #MAX_DURATION}.
     */
    public static @Nullable Duration duration(String written) {
        if (!DURATION.matcher(written).matches()) {
            return null;
        }
        Duration duration = Duration.parse(written);
        return duration.abs().compareTo(MAX_DURATION) > 0 ? null : micros(duration);
    }

    // Towards zero, for either sign.
    private static Duration micros(Duration duration) {
        return duration.isNegative()
                ? duration.negated().truncatedTo(ChronoUnit.MICROS).negated()
                : duration.truncatedTo(ChronoUnit.MICROS);
    }

    /** A moment as RFC 3339 with a zone, cut to microseconds; null if it is none. */
    public static @Nullable Instant dateTime(String written) {
        Instant instant = new WrittenMoment(written).readDateTime();
        int year = instant == null ? 0 : instant.atOffset(ZoneOffset.UTC).getYear();
        return year >= 1 && year <= 9999 ? instant : null;
    }

    /** A uuid in its usual form; null if it is none. */
    public static @Nullable UUID id(String written) {
        return isId(written) ? UUID.fromString(written) : null;
    }

    // By hand, as every address of a record and every reference passes here.
    private static boolean isId(String written) {
        if (written.length() != ID_LENGTH) {
            return false;
        }
        for (int i = 0; i < ID_LENGTH; i++) {
            char c = written.charAt(i);
            boolean fits =
                    i == 8 || i == 13 || i == 18 || i == 23
                            ? c == '-'
                            : c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F';
            if (!fits) {
                return false;
            }
        }
        return true;
    }
}
